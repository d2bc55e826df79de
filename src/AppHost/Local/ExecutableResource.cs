using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

internal sealed class ExecutableResource(string name, string command, string workingDirectory, string[] args) : Resource(name)
{
    public override Command Command() =>
        new(Programs.Find(command, "install it with your package manager"), [.. args, .. Arguments], workingDirectory);
}
