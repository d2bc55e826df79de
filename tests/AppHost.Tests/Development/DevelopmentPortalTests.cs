using System.Text.Json;
using Mfa.AppHost.Development;

namespace Mfa.AppHost.Tests.Development;

public sealed class DevelopmentPortalTests : IDisposable
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void ThePortalIsARelyingPartyOfBothRealmsBehindTheOthers()
    {
        var data = Prepare();

        var portal = Read(data.RelyingPartiesFile).EnumerateArray().Last();
        Assert.Equal("Portal", portal.GetProperty("name").GetString());
        Assert.Equal("""["hu-ugyfelkapu","md-mpass"]""", Compact(portal, "realms"));
        Assert.Equal("""["mfa.challenge","mfa.enroll","mfa.directory"]""", Compact(portal, "scopes"));
        Assert.Equal("""{"factors":["totp","email","recovery","none"],"minimumAcr":null,"maxOpenChallenges":3}""", Compact(portal, "policy"));
        Assert.Equal(
            ["eeszt", "eszja", "magyarorszag", "declaratii", "ecertificat", "servicii"],
            portal.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("key").GetString()));
        Assert.False(portal.GetProperty("mayVouchForEmail").GetBoolean());
        Assert.Equal(OwnFile, File.GetUnixFileMode(data.RelyingPartiesFile));
    }

    [Fact]
    public void OnlyItsOwnerReadsWhatItGets()
    {
        var portal = Prepare().Portal!;

        Assert.Equal(_scratch["data/portal.json"], portal.CredentialsFile);
        Assert.Equal(OwnFile, File.GetUnixFileMode(portal.CredentialsFile));
        Assert.Equal(_scratch["data/keys/portal"], portal.KeysFolder);
        Assert.Equal(OwnFile | UnixFileMode.UserExecute, File.GetUnixFileMode(portal.KeysFolder));
    }

    [Fact]
    public void ItsFileIsASectionOfItsSettings()
    {
        var data = Prepare();

        var settings = Read(data.Portal!.CredentialsFile).GetProperty("Portal");
        var client = Read(data.RelyingPartiesFile).EnumerateArray().Last();
        Assert.Equal(client.GetProperty("id").GetString(), settings.GetProperty("ClientId").GetString());
        Assert.Equal(client.GetProperty("secret").GetString(), settings.GetProperty("ClientSecret").GetString());
        Assert.Equal(
            $$$"""{"hu-ugyfelkapu":{"Name":"minta.anna","Password":"{{{data.Portal.People[0].Password}}}"},"md-mpass":{"Name":"2000000000004"}}""",
            Compact(settings, "DemoPeople"));
        Assert.Matches("^[a-z2-9]{4}(-[a-z2-9]{4}){3}$", data.Portal.People[0].Password);
    }

    [Fact]
    public void ASecondStartKeepsClientAndPassword()
    {
        var first = Prepare();
        var (clients, settings) = (File.ReadAllText(first.RelyingPartiesFile), File.ReadAllText(first.Portal!.CredentialsFile));

        var second = Prepare();

        Assert.Equal(clients, File.ReadAllText(second.RelyingPartiesFile));
        Assert.Equal(settings, File.ReadAllText(second.Portal!.CredentialsFile));
        Assert.Equal(first.Portal.People, second.Portal.People);
    }

    [Fact]
    public void AFileOfAnOlderStartGetsThePortalsClientAtItsEnd()
    {
        Directory.CreateDirectory(_scratch["data"]);
        File.WriteAllText(_scratch["data/relying-parties.json"], """[{"id":"rp_old","secret":"s-1","realms":["dev","hu-ugyfelkapu","md-mpass"]}]""");

        var data = Prepare();

        var relyingParties = Read(data.RelyingPartiesFile).EnumerateArray().ToArray();
        Assert.Equal(2, relyingParties.Length);
        Assert.Equal("""{"id":"rp_old","secret":"s-1","realms":["dev","hu-ugyfelkapu","md-mpass"]}""", JsonSerializer.Serialize(relyingParties[0]));
        Assert.Equal(relyingParties[1].GetProperty("id").GetString(), Read(data.Portal!.CredentialsFile).GetProperty("Portal").GetProperty("ClientId").GetString());
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("{}")]
    public void AFileThatCannotBeReadIsLeftForDirectoryToTell(string text)
    {
        Directory.CreateDirectory(_scratch["data"]);
        File.WriteAllText(_scratch["data/relying-parties.json"], text);

        Assert.Null(Prepare().Portal);
        Assert.Equal(text, File.ReadAllText(_scratch["data/relying-parties.json"]));
    }

    [Theory]
    [InlineData("Production", null)]
    [InlineData("Staging", null)]
    [InlineData("Development", "/mine.json")]
    public void ThereIsNoneOutsideDevelopmentNorWithRelyingPartiesOfOnesOwn(string environment, string? file)
    {
        var data = DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"], Environment = environment, RelyingPartiesFile = file });

        Assert.Null(data.Portal);
        Assert.False(File.Exists(_scratch["data/portal.json"]));
        Assert.False(File.Exists(_scratch["data/relying-parties.json"])
            && File.ReadAllText(_scratch["data/relying-parties.json"]).Contains("\"Portal\"", StringComparison.Ordinal));
    }

    [Fact]
    public void ItsLineSignsFromWhereverTheTextWasPut()
    {
        var data = Prepare();

        Assert.Matches($"^dotnet /.+/Signer.dll sign --as {data.Signatory} --in mpass.txt --out mpass.txt.p7s$", data.Portal!.SignerCommand);
    }

    [Fact]
    public async Task TheWelcomeBeginsWithThePortalAndWhomToTryItAs()
    {
        var data = Prepare();
        using var output = new StringWriter();

        await Welcome.WriteAsync(output, "http://localhost:8080", "http://localhost:1080", data, "http://localhost:8081");

        Assert.StartsWith("\n  The portal     http://localhost:8081\n\n  People to try it as:\n\n  realm          name           password\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"\n  hu-ugyfelkapu  minta.anna     {data.Portal!.People[0].Password}\n  md-mpass       2000000000004  none yet", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\n\n  Mfa runs at    http://localhost:8080\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutItTheWelcomeSaysNothingOfIt()
    {
        using var output = new StringWriter();

        await Welcome.WriteAsync(output, "http://localhost:8080", "http://localhost:1080", Prepare());

        Assert.StartsWith("\n  Mfa runs at    http://localhost:8080\n", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("minta.anna", output.ToString(), StringComparison.Ordinal);
    }

    private DevelopmentData Prepare() => DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"], Environment = "Development" });

    private static JsonElement Read(string file) => JsonElement.Parse(File.ReadAllText(file));

    private static string Compact(JsonElement one, string member) => JsonSerializer.Serialize(one.GetProperty(member));
}
