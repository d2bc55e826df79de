using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A built project of this repository, run from its output folder, which is also its content root.</summary>
internal sealed class ProjectResource(string name, string project) : Resource(name)
{
    public override Command Command()
    {
        // artifacts/bin/<this project>/<configuration>/ and artifacts/bin/<that project>/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var folder = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name);
        var assembly = Path.Combine(folder, project + ".dll");
        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException(
                $"{Name} is not built ({assembly} is missing): run 'dotnet build Mfa.sln -c Release', or ./run.");
        }

        var dotnet = Programs.Find("dotnet", "install the .NET SDK that global.json names");
        return new Command(dotnet, [assembly, .. Arguments], folder);
    }
}
