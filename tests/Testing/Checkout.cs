namespace Mfa.Testing;

/// <summary>Where this build lies.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary><c>debug</c> or <c>release</c>: what the running test was built as.</summary>
    private static string Configuration { get; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Program(string project) => Path.Combine(Root, "artifacts", "bin", project, Configuration, project + ".dll");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Mfa.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run inside a checkout.");
        return folder;
    }
}
