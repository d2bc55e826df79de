using Mfa.Notifier.Templates;

namespace Mfa.Notifier.Tests.Templates;

public sealed class TemplateCatalogTests : IDisposable
{
    private readonly Rig _rig = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mfa-templates-");

    public TemplateCatalogTests()
    {
        foreach (var file in Directory.EnumerateFiles(Rig.TemplateFolder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(Rig.TemplateFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose()
    {
        _rig.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void AnUnknownPlaceholderNamesItsFile()
    {
        var file = Path.Combine(_folder.FullName, "hu-ugyfelkapu", "sign-in-code", "hu", "body.html");
        File.AppendAllText(file, "{{accountId}}");

        Assert.Contains(file + ": {{accountId}} is not a known placeholder", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALocaleWithoutATemplateNamesTheFolder()
    {
        Directory.Delete(Path.Combine(_folder.FullName, "default", "factor-removed", "ru"), recursive: true);

        Assert.Contains(Path.Combine(_folder.FullName, "md-mpass", "factor-removed", "ru") + ": the realm md-mpass has the locale ru", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subject.txt")]
    [InlineData("body.txt")]
    [InlineData("body.html")]
    public void AMissingFileIsNamed(string name)
    {
        var file = Path.Combine(_folder.FullName, "default", "wrong-codes", "en", name);
        File.Delete(file);

        Assert.Contains(file, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherEncodingIsRefused()
    {
        var file = Path.Combine(_folder.FullName, "default", "wrong-codes", "hu", "body.txt");
        File.WriteAllBytes(file, [0xe9]);

        Assert.Contains(file, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingWordIsNamed()
    {
        var file = Path.Combine(_folder.FullName, "default", "frame", "hu", "words.txt");
        File.WriteAllText(file, File.ReadAllText(file).Replace("factor.email", "factor.mail", StringComparison.Ordinal));

        Assert.Contains(file + ": the word factor.email is missing", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingLineOfAChangeIsNamed()
    {
        var file = Path.Combine(_folder.FullName, "default", "frame", "ru", "words.txt");
        File.WriteAllText(file, File.ReadAllText(file).Replace("change.factor-added", "change.factor-adde", StringComparison.Ordinal));

        Assert.Contains(file + ": the word change.factor-added is missing", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALineOfAChangeKnowsOnlyWhatWasChanged()
    {
        var file = Path.Combine(_folder.FullName, "default", "frame", "ro", "words.txt");
        File.WriteAllText(file, File.ReadAllText(file).Replace("{{factor}}", "{{code}}", StringComparison.Ordinal));

        Assert.Contains(file + ": {{code}} is not a known placeholder", Refused(), StringComparison.Ordinal);
    }

    private string Refused() => Assert.Throws<TemplateException>(() => TemplateCatalog.Load(_folder.FullName, _rig.Realms)).Message;
}
