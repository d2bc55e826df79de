using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Domain;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using RelyingParty = Mfa.Testing.RelyingParty;

namespace Mfa.Directories.Tests;

public sealed class CurrentClientTests(DirectoryApp app)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AChangedOrDisabledClientIsRefusedOnItsNextRequest(bool disable)
    {
        var person = await app.Main.RegisterAsync();
        var other = app.Client("strict");
        (await other.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(HttpStatusCode.OK);
        await SetAsync(other, disable ? RelyingPartyStatus.Disabled : RelyingPartyStatus.Active, version: disable ? 1 : 2);
        var refused = (await other.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(401, "unauthorized");
        Assert.Equal("Bearer error=\"invalid_token\"", refused.Headers.WwwAuthenticate.ToString());
        (await other.SignInAsync(person)).Expect(401, "unauthorized");
        await SetAsync(other, RelyingPartyStatus.Active, version: 1);
        (await other.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutATokenNothingIsAnswered()
    {
        var answer = (await app.RawAsync(HttpMethod.Get, "/v1/accounts/x", null, null)).Expect(401, "unauthorized");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("typ", "mfa-sign-in+jwt")]
    [InlineData("typ", "mfa-assertion+jwt")]
    [InlineData("typ", "JWT")]
    [InlineData("iss", "http://elsewhere.test")]
    [InlineData("aud", "rp_other")]
    [InlineData("exp", "past")]
    [InlineData("key", "sign-in-1")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "none")]
    [InlineData("client_version", "2")]
    [InlineData("client_id", "rp_unknown")]
    public async Task ATokenThatIsNotAnAccessTokenOfOursIsRefused(string part, string value)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = part == "iss" ? value : DirectoryApp.PublicUrl,
            ["aud"] = part == "aud" ? value : TokenClass.Audience,
            ["sub"] = app.Main.Id,
            ["client_id"] = part == "client_id" ? value : app.Main.Id,
            ["client_version"] = part == "client_version" ? 2 : 1,
            ["realms"] = new[] { "quick" },
            ["scope"] = "mfa.directory",
            ["iat"] = now,
            ["exp"] = part == "exp" ? now - 1 : now + 300,
        };
        var token = new TokenSigner(part == "typ" ? new TokenClass(value) : TokenClass.Access, app.Key(part == "key" ? value : "access-1")).Sign(claims);
        if (part == "alg")
            token = OtherAlgorithm(token, value);
        (await app.RawAsync(HttpMethod.Get, "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa", null, token)).Expect(401, "unauthorized");
    }

    [Fact]
    public async Task ASignInTokenIsNoAccessToken()
    {
        var token = await app.Main.SignInTokenAsync(await app.Main.RegisterAsync());
        (await app.RawAsync(HttpMethod.Get, "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa", null, token)).Expect(401, "unauthorized");
    }

    /// <summary>The same claims under a header of an attacker's choice: unsigned, or signed with what everyone knows, the public key.</summary>
    private string OtherAlgorithm(string token, string algorithm)
    {
        var header = Base64UrlEncoder.Encode(new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt" }.ToJsonString());
        var signed = header + "." + token.Split('.')[1];
        var key = System.Text.Encoding.ASCII.GetBytes(app.Key("access-1").ECDsa.ExportSubjectPublicKeyInfoPem());
        return signed + "." + (algorithm == "none" ? "" : Base64UrlEncoder.Encode(System.Security.Cryptography.HMACSHA256.HashData(key, System.Text.Encoding.ASCII.GetBytes(signed))));
    }

    private Task<int> SetAsync(RelyingParty party, RelyingPartyStatus status, int version) => app.InDatabaseAsync(db => db.RelyingParties.Where(r => r.Id == party.Id)
        .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, status).SetProperty(r => r.ClientVersion, version)));
}
