using System.Net;

namespace Mfa.Mfactl.Tests.RelyingParties;

/// <summary>Relying parties and operators: made from files, their secrets told once.</summary>
public sealed class RelyingPartyTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Made = "{\"id\":\"rp_1\",\"name\":\"Tax office\",\"realms\":[\"r\"],\"scopes\":[\"mfa.challenge\"],\"status\":\"active\",\"clientVersion\":1,\"secret\":\"" + Secret + "\"}";
    private const string Keyed = """{"id":"rp_2","name":"Nagy Béla","realms":["r"],"scopes":["mfa.operate","mfa.audit"],"status":"active","clientVersion":1}""";
    private const string Record = """{"name":"Tax office","realms":["r"],"scopes":["mfa.challenge"],"policy":{"factors":["totp"]}}""";

    [Fact]
    public async Task TheSecretIsShownOnceOrGoesIntoAFileOfTheOperatorsOwn()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/relying-parties", Made, HttpStatusCode.Created);
        var record = desk.Write("record.json", Record);

        Assert.Contains(Secret, (await desk.RunAsync("relying-parties", "create", "--from", record)).Ended(0).Output, StringComparison.Ordinal);
        var said = (await desk.RunAsync("relying-parties", "create", "--from", record, "--secret-out", desk.At("secret"), "--json")).Ended(0);

        Assert.DoesNotContain(Secret, said.Output + said.Error, StringComparison.Ordinal);
        Assert.Equal("rp_1", said.Json["id"]!.GetValue<string>());
        Assert.Equal((Secret, UnixFileMode.UserRead | UnixFileMode.UserWrite), (await File.ReadAllTextAsync(desk.At("secret")), File.GetUnixFileMode(desk.At("secret"))));
    }

    [Fact]
    public async Task ASecretWithoutAPlaceIsNotAskedFor()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/relying-parties/rp_1/secrets", $$"""{"secret":"{{Secret}}"}""", HttpStatusCode.Created);
        var there = desk.Write("secret", "another");

        (await desk.RunAsync("relying-parties", "rotate-secret", "rp_1", "--secret-out", there)).Ended(2);
        Assert.Empty(desk.Service.Asked);

        (await desk.RunAsync("relying-parties", "rotate-secret", "rp_1", "--overlap", "0")).Ended(0);
        Assert.Equal(0, Assert.Single(desk.Service.Asked).Body!["overlapSeconds"]!.GetValue<int>());
    }

    [Fact]
    public async Task ARecordIsReadFromTheInputTooAndAPublicKeyTakesTheSecretsPlace()
    {
        using var desk = await new Desk { Typed = Record }.SettleAsync();
        desk.Service.On("POST /v1/relying-parties", Keyed, HttpStatusCode.Created);

        (await desk.RunAsync("relying-parties", "create", "--from", "-", "--public-key", desk.At("me.pem"))).Ended(0);

        var key = Assert.Single(desk.Service.Asked).Body!["jwks"]!["keys"]![0]!;
        Assert.Equal("P-256", key["crv"]!.GetValue<string>());
        Assert.Null(key["d"]);
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"realms\":[\"r\"],\"scopes\":[\"s\"],\"secret\":\"x\"}", "$.secret")]
    [InlineData("{\"name\":5,\"realms\":[\"r\"],\"scopes\":[\"s\"]}", "$.name")]
    [InlineData("{", "$")]
    [InlineData("null", "null")]
    public async Task ARecordOfAnotherShapeIsToldWithItsMember(string record, string told)
    {
        using var desk = await new Desk().SettleAsync();

        var said = (await desk.RunAsync("relying-parties", "create", "--from", desk.Write("record.json", record))).Ended(2);

        Assert.Contains(told, said.Error, StringComparison.Ordinal);
        Assert.Empty(desk.Service.Asked);
    }

    [Fact]
    public async Task AnUpdateSendsOnlyWhatTheFileNames()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("PATCH /v1/relying-parties/rp_1", Made);

        (await desk.RunAsync("relying-parties", "update", "rp_1", "--from", desk.Write("changes.json", """{"name":"Taxes"}"""))).Ended(0);

        Assert.Equal("""{"name":"Taxes"}""", Assert.Single(desk.Service.Asked).Body!.ToJsonString());
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    public async Task ARelyingPartyIsSwitchedOffAndOn(string command)
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On($"POST /v1/relying-parties/rp_2/{command}", Keyed);

        (await desk.RunAsync("relying-parties", command, "rp_2", "--reason", "contract over")).Ended(0);
        (await desk.RunAsync("relying-parties", command, "rp_2")).Ended(0);

        Assert.Equal(["contract over", null], desk.Service.Asked.Select(asked => asked.Body?["reason"]?.GetValue<string>()));
    }

    [Theory]
    [InlineData(false, "mfa.operate mfa.audit")]
    [InlineData(true, "mfa.audit")]
    public async Task AnOperatorIsAPersonsOwnKey(bool auditor, string scopes)
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/relying-parties", Keyed, HttpStatusCode.Created);
        var jwk = desk.Write("bela.jwk", (await desk.RunAsync("keys", "create", "--key", desk.At("bela.pem"), "--json")).Ended(0).Output);

        (await desk.RunAsync(["operators", "create", "--name", "Nagy Béla", "--realm", "r", "--realm", "s", "--public-key", jwk, .. auditor ? ["--auditor"] : Array.Empty<string>()])).Ended(0);

        var body = Assert.Single(desk.Service.Asked).Body!;
        Assert.Equal(scopes, string.Join(' ', body["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>())));
        Assert.Equal(["r", "s"], body["realms"]!.AsArray().Select(realm => realm!.GetValue<string>()));
        Assert.Null(body["policy"]);
    }

    [Fact]
    public async Task OperatorsAreListedApartFromRelyingParties()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/relying-parties", $$"""{"items":[{{Made}},{{Keyed}}],"next":null}""").On("GET /v1/relying-parties/rp_2", Keyed);

        Assert.Equal("rp_2", Assert.Single((await desk.RunAsync("operators", "list", "--json")).Ended(0).Json["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Contains("Tax office", (await desk.RunAsync("relying-parties", "list")).Ended(0).Output, StringComparison.Ordinal);
        Assert.Contains("Nagy Béla", (await desk.RunAsync("relying-parties", "show", "rp_2")).Ended(0).Output, StringComparison.Ordinal);
    }
}
