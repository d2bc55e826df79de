using System.Text.Json;
using Mfa.AppHost.Development;

namespace Mfa.AppHost.Tests.Development;

public sealed class DevelopmentDataTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task TheFirstStartMakesOneRelyingPartyAndTheSecondKeepsIt()
    {
        var options = new HostOptions { DataFolder = _scratch["data"] };
        var first = await DevelopmentRelyingParty.ReadAsync(DevelopmentData.Prepare(options).RelyingPartiesFile);
        var second = await DevelopmentRelyingParty.ReadAsync(DevelopmentData.Prepare(options).RelyingPartiesFile);

        Assert.Equal(first, second);
        Assert.Matches("^rp_[a-z2-7]{25}[aeimquy4]$", first.Id);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", first.Secret);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch["data/relying-parties.json"]));
    }

    [Fact]
    public void ItsRelyingPartyMayDoWhatTheJourneysNeed()
    {
        using var file = JsonDocument.Parse(DevelopmentRelyingParty.Create());
        var relyingParty = Assert.Single(file.RootElement.EnumerateArray());

        Assert.Equal("""["dev","hu-ugyfelkapu","md-mpass"]""", Compact("realms"));
        Assert.Equal("""["mfa.challenge","mfa.enroll","mfa.directory"]""", Compact("scopes"));
        Assert.Equal(["demo", "eeszt", "eszja", "magyarorszag"], relyingParty.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("key").GetString()));
        Assert.All(relyingParty.GetProperty("services").EnumerateArray(), service =>
            Assert.Equal(["en", "hu", "ro"], service.GetProperty("names").EnumerateObject().Select(name => name.Name)));
        Assert.Equal("""{"factors":["totp","email","recovery","none"],"minimumAcr":null,"maxOpenChallenges":3}""", Compact("policy"));
        Assert.True(relyingParty.GetProperty("mayVouchForEmail").GetBoolean());

        string Compact(string member) => JsonSerializer.Serialize(relyingParty.GetProperty(member));
    }

    [Fact]
    public void AnotherFileOfRelyingPartiesReplacesTheGeneratedOne()
    {
        var data = DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"], RelyingPartiesFile = "/mine.json" });

        Assert.Equal("/mine.json", data.RelyingPartiesFile);
        Assert.False(File.Exists(_scratch["data/relying-parties.json"]));
    }

    [Fact]
    public void OnlyDevelopmentHasTheDevelopmentRealms()
    {
        var options = new HostOptions { DataFolder = _scratch["data"], RealmFolders = ["/more"] };

        Assert.Equal(
            [Path.Combine(AppContext.BaseDirectory, "Development", "realms"), "/more"],
            DevelopmentData.Prepare(options with { Environment = "Development" }).RealmFolders);
        Assert.Equal(["/more"], DevelopmentData.Prepare(options with { Environment = "Production" }).RealmFolders);
    }

    [Fact]
    public void OnlyDevelopmentTrustsATestAuthorityAndKeepsIt()
    {
        var options = new HostOptions { DataFolder = _scratch["data"], Environment = "Development" };
        var person = DevelopmentData.Prepare(options).Signatory!;
        Assert.Equal(_scratch["data/trust/md-mpass/people/2000000000004.pem"], person);
        var (issued, anchor) = (File.ReadAllText(person), File.ReadAllText(_scratch["data/trust/md-mpass/anchors/test-authority.crt"]));
        Assert.True(File.Exists(_scratch["data/trust/md-mpass/crls/test-authority.crl"]));
        Assert.Equal(person, DevelopmentData.Prepare(options).Signatory);
        Assert.Equal((issued, anchor), (File.ReadAllText(person), File.ReadAllText(_scratch["data/trust/md-mpass/anchors/test-authority.crt"])));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(person));

        Assert.Null(DevelopmentData.Prepare(options with { DataFolder = _scratch["strict"], Environment = "Production" }).Signatory);
        Assert.False(Directory.Exists(_scratch["strict/trust"]));
    }

    [Fact]
    public async Task TheWelcomeSaysHowToBegin()
    {
        var data = DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"] });
        var (id, secret) = await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile);
        using var output = new StringWriter();

        await Welcome.WriteAsync(output, "http://localhost:8080", "http://localhost:1080", data);

        Assert.Contains(
            $"curl -s -u '{id}:{secret}' -d 'grant_type=client_credentials&scope=mfa.challenge' http://localhost:8080/oauth2/token",
            output.ToString(),
            StringComparison.Ordinal);
        Assert.Contains(data.Logs, output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Signer.dll sign --as {data.Signatory} --in TEXT --out TEXT.p7s", output.ToString(), StringComparison.Ordinal);
    }
}
