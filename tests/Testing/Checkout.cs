namespace Mfa.Testing;

/// <summary>Where this build lies.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>Built as the running test was: beside it, in a folder of the same name.</summary>
    public static string Program(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project + ".dll");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Mfa.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run inside a checkout.");
        return folder;
    }
}
