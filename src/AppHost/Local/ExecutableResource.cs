using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <param name="workingDirectory">Absolute, or from the folder of AppHost.cs.</param>
internal sealed class ExecutableResource(string name, string command, string workingDirectory, string[] args) : Resource(name)
{
    private const string NodeModules = "node_modules/";

    public override Command Command()
    {
        // artifacts/bin/AppHost/<configuration>/ is four folders below the checkout.
        var folder = Path.GetFullPath(workingDirectory, Path.GetFullPath("../../../../src/AppHost", AppContext.BaseDirectory));
        var program = Programs.Find(command, "install it with your package manager");
        if (args.FirstOrDefault(arg => arg.StartsWith(NodeModules, StringComparison.Ordinal)) is { } script && !File.Exists(Path.Combine(folder, script)))
            throw new DistributedApplicationException($"{Name} is not installed ({Path.Combine(folder, script)} is missing): run 'npm ci' in {folder}, or use ./run.");
        return new Command(program, [.. args, .. Arguments], folder);
    }
}
