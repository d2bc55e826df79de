namespace Mfa.Samples.Portal.Tests.Texts;

/// <summary>Every text is there in four languages, every page finds the texts it asks for, and none waits for a page that never comes.</summary>
public sealed class TextTests
{
    [Fact]
    public void EveryClassOfTextsHasFourLanguages() =>
        Holds(from area in TextFiles.Areas
              from language in TextFiles.Languages
              where !File.Exists(TextFiles.FileOf(area, language))
              select $"{area} ({language}) is missing");

    [Fact]
    public void FourLanguagesSayTheSame() => Holds(
        from area in TextFiles.Areas
        from language in TextFiles.Languages
        from difference in TextFiles.Differences(TextFiles.Find(area, TextFiles.Neutral), TextFiles.Find(area, language))
        select difference);

    [Theory]
    [InlineData("One {0}", "Egy {0}", 0)]
    [InlineData("{0:HH} of {1}", "{1}/{0}", 0)]
    [InlineData("One {0}", "Egy", 1)]
    [InlineData("One", "Egy {0}", 1)]
    [InlineData("One", " ", 1)]
    [InlineData("One", null, 1)]
    public void ATextThatDiffersIsFound(string english, string? hungarian, int found) =>
        Assert.Equal(found, TextFiles.Differences(Planted("en", english), Planted("hu", hungarian)).Count());

    [Fact]
    public void EveryTextThatIsAskedForIsThere() => Holds(Missing(TextUses.All));

    [Theory]
    [InlineData("@C[\"No.Such\"]", true)]
    [InlineData("Sitting.Notice = new Notice(\"No.Such\");", true)]
    [InlineData("@C[$\"No.{which}\"]", true)]
    [InlineData("@C[isDark ? \"No.Such\" : \"Copy\"]", true)]
    [InlineData("@inject IStringLocalizer<AccountTexts> T\n@T[\"No.Such\", 1]", true)]
    [InlineData("@C[notice.Key]", false)]
    [InlineData("@C[kind switch { \"No.Such\" => \"Copy\", _ => other }]", false)]
    public void ATextThatIsMissingIsFound(string source, bool found) => Assert.Equal(found, Missing(TextUses.In("Planted.cshtml", source)).Any());

    [Fact]
    public void EveryTextIsAskedFor() => Holds(TextFiles.Areas.SelectMany(area => Unused(TextFiles.Find(area, TextFiles.Neutral))));

    [Fact]
    public void ATextThatNobodyAsksForIsFound() =>
        Assert.Equal(["CommonTexts: Nobody.Asks"], Unused(new TextFile("CommonTexts", "en", new Dictionary<string, string> { ["Nobody.Asks"] = "x" })));

    [Fact]
    public void NoTextHoldsMarkup() =>
        Holds(from file in TextFiles.All from text in file.Texts where text.Value.Contains('<', StringComparison.Ordinal) select $"{file}: {text.Key} holds markup");

    [Fact]
    public void RomanianIsWrittenWithCommasBelow() =>
        Holds(from file in TextFiles.All from text in file.Texts where text.Value.AsSpan().ContainsAny("şţŞŢ") select $"{file}: {text.Key}: {text.Value}");

    private static IEnumerable<string> Missing(IEnumerable<TextUse> uses) =>
        from use in uses where !use.IsMetBy(TextFiles.Find(use.Area, TextFiles.Neutral).Texts.Keys) select $"{use} is missing";

    private static IEnumerable<string> Unused(TextFile texts) =>
        from key in texts.Texts.Keys
        where !TextUses.All.Any(use => use.Area == texts.Area && use.Means(key)) && !TextUses.Named.Any(named => named.Means(key))
        select $"{texts.Area}: {key}";

    private static TextFile Planted(string language, string? text) => new("Planted", language, text is null ? new Dictionary<string, string>() : new() { ["Key"] = text });

    private static void Holds(IEnumerable<string> breaches)
    {
        string[] all = [.. breaches];
        Assert.True(all.Length == 0, Environment.NewLine + string.Join(Environment.NewLine, all));
    }
}
