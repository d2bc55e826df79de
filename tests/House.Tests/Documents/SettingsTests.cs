using Mfa.House.Tests.Source;

namespace Mfa.House.Tests.Documents;

/// <summary>docs/operate.md tells of every setting, who reads it and what it is without one: as the sources say.</summary>
public sealed class SettingsTests
{
    /// <summary>Set to write the table anew and keep what its last column says: <c>./test settings</c>.</summary>
    private const string Update = "MFA_UPDATE_SETTINGS";

    private static IReadOnlyList<SettingRow> Sources { get; } =
        SettingsTable.Of(new SettingsScan([.. SourceTree.Product.Where(file => !file.Path.StartsWith("src/AppHost/", StringComparison.Ordinal))]).All(), SourceTree.Projects);

    [Fact]
    public void TheTableTellsWhatTheSourcesRead()
    {
        var file = Path.Combine(SourceTree.Root, SettingsTable.File);
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, SettingsTable.Write(File.ReadAllText(file), Sources));
        Rule.Holds(Faults(SettingsTable.Read(File.ReadAllText(file)), Sources));
    }

    [Theory]
    [InlineData("| `A:B` | directory | 5 | Says something |", 0)]
    [InlineData("| `A:B` | directory | 5 |  |", 1)]
    [InlineData("| `A:B` | directory | 6 | Says something |", 1)]
    [InlineData("| `A:B` | all | 5 | Says something |", 1)]
    [InlineData("| `A:C` | directory | 5 | Says something |", 2)]
    [InlineData("", 1)]
    public void ARowThatIsNotSoIsFound(string row, int faults) => Assert.Equal(
        faults, Faults(SettingsTable.Read($"<!-- settings -->\n{row}\n<!-- end of settings -->"), [new SettingRow("A:B", "directory", "5", "")]).Count());

    [Theory]
    [InlineData("var a = configuration[\"A\"];", "A –")]
    [InlineData("var a = builder.Configuration[\"A\"] ?? throw new E();", "A required")]
    [InlineData("var a = builder.Configuration[\"A\"] ?? \"b\";", "A `b`")]
    [InlineData("var a = configuration[\"A\"] ?? Path.Combine(AppContext.BaseDirectory, \"realms\");", "A `realms` beside the program")]
    [InlineData("var a = configuration[Planted.Key] + configuration[Key];", "A:Key –|A:Key –")]
    [InlineData("var a = configuration.GetValue(\"A\", 5);", "A 5")]
    [InlineData("var a = configuration.GetConnectionString(\"a\") ?? throw new E();", "ConnectionStrings:a required")]
    [InlineData("var a = configuration.GetSection($\"services:{b}:h2c\").GetChildren();", "services:NAME:h2c:N –")]
    [InlineData("var a = configuration.GetSection(\"A\").Get<Options>();", "A:One 3|A:Two –")]
    [InlineData("services.AddOptions<Options>().BindConfiguration(\"A\");", "A:One 3|A:Two –")]
    [InlineData("var a = Read(\"A\");", "A –")]
    [InlineData("var a = Read(Key);", "A:Key –")]
    [InlineData("var a = json[\"A\"]; var b = json.GetValue<string>();", "")]
    public void EveryWayToReadOneIsFound(string statement, string found)
    {
        var planted = SourceFile.Planted($$"""
            class Planted { const string Key = "A:Key"; void M() { {{statement}} } {{(statement.Contains("Read(", StringComparison.Ordinal) ? "string Read(string key) => configuration[key];" : "")}} }
            class Options { public int One { get; init; } = 3; public string? Two { get; set; } public int Sum => One; private int Own { get; set; } }
            """);

        Assert.Equal(found, string.Join('|', new SettingsScan([planted]).All().Select(setting => $"{setting.Name} {setting.Default}")));
    }

    [Fact]
    public void AKeyThatNobodyCanTellIsFound() => Assert.Throws<InvalidOperationException>(
        () => new SettingsScan([SourceFile.Planted("class X { void M() { var key = A(); var b = configuration[key]; } }")]).All().ToArray());

    [Fact]
    public void ANewTableKeepsWhatWasSaid()
    {
        const string Document = "a\n<!-- settings -->\n| `B` | all | 1 | About b |\n| `C` | all | 1 | About c |\n<!-- end of settings -->\nz\n";

        var written = SettingsTable.Write(Document, [new SettingRow("A", "directory", "2", ""), new SettingRow("B", "gateway", "3", "")]);

        Assert.Equal([new SettingRow("A", "directory", "2", ""), new SettingRow("B", "gateway", "3", "About b")], SettingsTable.Read(written));
        Assert.StartsWith("a\n", written, StringComparison.Ordinal);
        Assert.EndsWith("\nz\n", written, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Faults(IReadOnlyList<SettingRow> told, IReadOnlyList<SettingRow> sources) =>
    [
        .. sources.Where(row => !told.Any(one => one.Name == row.Name)).Select(row => $"{row.Name} is missing: run ./test settings, then say what it means"),
        .. told.Where(row => !sources.Any(one => one.Name == row.Name)).Select(row => $"{row.Name} is read by nobody: run ./test settings"),
        .. told.Where(row => row.Meaning is "").Select(row => $"{row.Name}: say what it means"),
        .. from row in told
           join source in sources on row.Name equals source.Name
           where (row.Readers, row.Default) != (source.Readers, source.Default)
           select $"{row.Name}: read by {source.Readers}, default {source.Default}; the table says {row.Readers}, {row.Default}: run ./test settings",
    ];
}
