using System.Xml.Linq;

namespace Mfa.House.Tests.Source;

/// <summary>The tree these tests read: the one they were built from.</summary>
internal static class SourceTree
{
    private static readonly string[] NotSource = ["artifacts", "artifacts-full-aspire", "artifacts-full-local", "bin", "obj", ".git", ".data", "node_modules"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Code { get; } = [.. Read("*.cs", "src", "clients", "tests", "samples").Select(file => new SourceFile(file.Path, file.Text))];

    /// <summary>Hand-written code of the product and of its clients.</summary>
    public static IEnumerable<SourceFile> Product => Code.Where(file =>
        (file.Path.StartsWith("src/", StringComparison.Ordinal) || file.Path.StartsWith("clients/", StringComparison.Ordinal)) && !file.IsGenerated);

    public static IReadOnlyList<Project> Projects { get; } = [.. Read("*.csproj", "src", "clients", "tests", "samples").Select(file => new Project(file.Path, XDocument.Parse(file.Text)))];

    /// <summary>Every text of the tree, of any kind.</summary>
    public static IEnumerable<TextFile> Texts => Read("*", ".");

    public static string ReadText(string path) => File.ReadAllText(System.IO.Path.Combine(Root, path));

    public static IEnumerable<TextFile> Read(string pattern, params string[] folders) =>
        from folder in folders
        let start = System.IO.Path.Combine(Root, folder)
        where Directory.Exists(start)
        from file in Directory.EnumerateFiles(start, pattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        let path = System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Split('/').Any(NotSource.Contains)
        orderby path
        select new TextFile(path, File.ReadAllText(file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Mfa.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run from within the source tree.");
    }
}

/// <param name="Path">From the root, with slashes.</param>
internal sealed record TextFile(string Path, string Text);

internal sealed record Project(string Path, XDocument Content)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    public string RootNamespace => Content.Descendants("RootNamespace").Single().Value;

    public IEnumerable<string> References =>
        Content.Descendants("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
