using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Mfa.AppHost.Development;

namespace Mfa.AppHost.Tests.Development;

public sealed class DevelopmentDataTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task TheFirstStartMakesARelyingPartyARealmAndTheSecondKeepsThem()
    {
        var options = new HostOptions { DataFolder = _scratch["data"] };
        var first = await DevelopmentRelyingParty.ReadAsync(DevelopmentData.Prepare(options).RelyingPartiesFile);
        var second = await DevelopmentRelyingParty.ReadAsync(DevelopmentData.Prepare(options).RelyingPartiesFile);

        Assert.Equal(first, second);
        Assert.Equal(["dev", "hu-ugyfelkapu", "md-mpass"], first.Select(one => one.Realm));
        Assert.All(first, one => Assert.Matches("^rp_[a-z2-7]{25}[aeimquy4]$", one.Id));
        Assert.All(first, one => Assert.Matches("^[A-Za-z0-9_-]{43}$", one.Secret));
        Assert.Equal(6, first.SelectMany(one => new[] { one.Id, one.Secret }).Distinct().Count());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch["data/relying-parties.json"]));
    }

    [Theory]
    [InlineData("dev", "Sandbox Development", "demo", "en hu ro ru")]
    [InlineData("hu-ugyfelkapu", "Sandbox Ügyfélkapu+", "eeszt eszja magyarorszag", "en hu")]
    [InlineData("md-mpass", "Sandbox MPass", "declaratii ecertificat servicii", "en ro ru")]
    public void EachIsOfItsOwnRealmAloneAndMayDoWhatItsJourneysNeed(string realm, string name, string services, string locales)
    {
        using var file = JsonDocument.Parse(DevelopmentRelyingParty.Create([]));
        Assert.Equal(4, file.RootElement.GetArrayLength());
        var relyingParty = Assert.Single(file.RootElement.EnumerateArray(), one => Compact(one, "realms") == $"""["{realm}"]""");

        Assert.Equal(name, relyingParty.GetProperty("name").GetString());
        Assert.Equal("""["mfa.challenge","mfa.enroll","mfa.directory"]""", Compact(relyingParty, "scopes"));
        Assert.Equal(services.Split(' '), relyingParty.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("key").GetString()));
        Assert.All(relyingParty.GetProperty("services").EnumerateArray(), service =>
            Assert.Equal(locales.Split(' '), service.GetProperty("names").EnumerateObject().Select(local => local.Name).Order()));
        Assert.Equal("""{"factors":["totp","email","recovery","none"],"minimumAcr":null,"maxOpenChallenges":3}""", Compact(relyingParty, "policy"));
        Assert.True(relyingParty.GetProperty("mayVouchForEmail").GetBoolean());

        static string Compact(JsonElement one, string member) => JsonSerializer.Serialize(one.GetProperty(member));
    }

    [Fact]
    public async Task ItsOperatorShowsAKeyThatOnlyTheOwnerReads()
    {
        var data = DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"] });
        Assert.Equal(_scratch["data/keys/operator.pem"], data.OperatorKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.OperatorKey));
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(data.OperatorKey, TestContext.Current.CancellationToken));
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(data.RelyingPartiesFile, TestContext.Current.CancellationToken));
        var one = Assert.Single(file.RootElement.EnumerateArray(), one => one.TryGetProperty("jwks", out _));

        Assert.Equal(await DevelopmentRelyingParty.ReadOperatorAsync(data.RelyingPartiesFile), one.GetProperty("id").GetString());
        Assert.False(one.TryGetProperty("secret", out _));
        Assert.Equal("""["mfa.operate"]""", JsonSerializer.Serialize(one.GetProperty("scopes")));
        var jwk = one.GetProperty("jwks").GetProperty("keys")[0];
        Assert.Equal(["kty", "crv", "x", "y"], jwk.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Base64Url.EncodeToString(key.ExportParameters(false).Q.X), jwk.GetProperty("x").GetString());
    }

    [Fact]
    public async Task ARelyingPartyOfAnOlderStartServesAllItsRealms()
    {
        Directory.CreateDirectory(_scratch["data"]);
        await File.WriteAllTextAsync(
            _scratch["data/relying-parties.json"],
            """
            [{"id":"rp_keys","jwks":{"keys":[]},"realms":["dev"],"scopes":["mfa.audit"]},
             {"id":"rp_old","secret":"s-1","realms":["dev","hu-ugyfelkapu","md-mpass"]},{"id":"rp_more","secret":"s-2","realms":["dev","other"]}]
            """,
            TestContext.Current.CancellationToken);

        var data = DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"] });

        Assert.Equal(
            [("dev", "rp_old", "s-1"), ("hu-ugyfelkapu", "rp_old", "s-1"), ("md-mpass", "rp_old", "s-1"), ("other", "rp_more", "s-2")],
            (await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile)).Select(one => (one.Realm, one.Id, one.Secret)));
        Assert.Null(await DevelopmentRelyingParty.ReadOperatorAsync(data.RelyingPartiesFile));
        Assert.False(File.Exists(data.OperatorKey));
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
        var sandboxes = await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile);
        using var output = new StringWriter();

        await Welcome.WriteAsync(output, "http://localhost:8080", "http://localhost:1080", data);

        Assert.Contains(
            $"curl -s -u '{sandboxes[0].Id}:{sandboxes[0].Secret}' -d 'grant_type=client_credentials&scope=mfa.challenge' http://localhost:8080/oauth2/token",
            output.ToString(),
            StringComparison.Ordinal);
        Assert.All(sandboxes, one => Assert.Matches($"(?m)^  {one.Realm} +{one.Id}  {one.Secret}$", output.ToString()));
        Assert.Contains($"{await DevelopmentRelyingParty.ReadOperatorAsync(data.RelyingPartiesFile)}, with the key {data.OperatorKey}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(data.Logs, output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Signer.dll sign --as {data.Signatory} --in TEXT --out TEXT.p7s", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutSecretsTheWelcomeStillSaysWhereItRuns()
    {
        var file = _scratch["mine.json"];
        await File.WriteAllTextAsync(file, "[]", TestContext.Current.CancellationToken);
        using var output = new StringWriter();

        await Welcome.WriteAsync(
            output, "http://localhost:8080", "http://localhost:1080", DevelopmentData.Prepare(new HostOptions { DataFolder = _scratch["data"], RelyingPartiesFile = file }));

        Assert.Contains("http://localhost:8080", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("curl", output.ToString(), StringComparison.Ordinal);
    }
}
