using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mfa.Gateway.Tests.Infrastructure;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Gateway.Tests;

/// <summary>Which access tokens pass the edge, and for which routes (S12).</summary>
public sealed class AccessTokenTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Theory]
    [InlineData("/v1/sign-ins", "mfa.challenge")]
    [InlineData("/v1/accounts", "mfa.directory")]
    [InlineData("/v1/accounts/acc_a/lock", "mfa.operate")]
    [InlineData("/v1/accounts/acc_a", "mfa.audit")]
    [InlineData("/v1/accounts/acc_a/factors", "mfa.enroll")]
    [InlineData("/v1/factor-revocations", "mfa.enroll")]
    [InlineData("/v1/challenges", "mfa.challenge")]
    [InlineData("/v1/challenges", "mfa.operate")]
    public async Task OneScopeOfTheRouteIsEnough(string path, string scope)
    {
        using var response = await gateway.PostAsync(path, gateway.Keys.AccessToken(scope));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/sign-ins", "mfa.directory mfa.enroll mfa.operate mfa.audit")]
    [InlineData("/v1/accounts", "mfa.challenge mfa.enroll")]
    [InlineData("/v1/accounts/acc_a/factors", "mfa.challenge mfa.directory")]
    [InlineData("/v1/accounts/acc_a/recovery-codes", "mfa.directory")]
    [InlineData("/v1/factor-revocations", "mfa.challenge")]
    [InlineData("/v1/challenges/chl_a/verify", "mfa.enroll mfa.directory")]
    [InlineData("/v1/reports", "mfa.audit")]
    [InlineData("/v1/challenges", "")]
    [InlineData("/v1/challenges", "mfa.challenge2")]
    public async Task WithoutOneItIsForbidden(string path, string scope)
    {
        gateway.Forget();
        using var response = await gateway.PostAsync(path, gateway.Keys.AccessToken(scope));

        Assert.Equal("forbidden", await response.ProblemCodeAsync());
        Assert.Equal("Bearer error=\"insufficient_scope\"", response.Headers.WwwAuthenticate.ToString());
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }

    [Theory]
    [InlineData("/v1/sign-ins")]
    [InlineData("/v1/signature-sign-ins")]
    [InlineData("/v1/accounts/acc_a")]
    [InlineData("/v1/accounts/acc_a/factors")]
    [InlineData("/v1/factor-revocations")]
    [InlineData("/v1/challenges/chl_a/verify")]
    [InlineData("/v1/reports")]
    public async Task WithoutATokenNothingIsForwarded(string path)
    {
        gateway.Forget();
        using var response = await gateway.PostAsync(path);

        Assert.Equal("unauthorized", await response.ProblemCodeAsync());
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }

    public static TheoryData<string> Tricks =>
    [
        "empty", "garbage", "two-dots", "alg-none", "alg-None", "alg-none-with-signature", "hs256-public-pem", "hs256-public-der", "hs256-empty-key", "rs256-header",
        "wrong-issuer", "issuer-with-slash", "wrong-audience", "assertion", "sign-in", "step-up", "service", "no-typ", "typ-jwt", "expired", "expired-now", "no-expiry",
        "foreign-key", "foreign-key-our-kid", "jku", "x5u", "jwk", "kid-path", "no-kid", "changed-claim", "cut-signature", "too-long", "basic", "crit",
    ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task ATrickIsUnauthorized(string trick)
    {
        gateway.Forget();
        var request = gateway.Request(HttpMethod.Post, "/v1/challenges", json: "{}");
        request.Headers.TryAddWithoutValidation("Authorization", trick == "basic" ? "Basic cnBfdGVzdDpz" : "Bearer " + Forge(trick));

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal("unauthorized", await response.ProblemCodeAsync());
        Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }

    [Fact]
    public async Task TheHonestTokenOfTheSameFormPasses()
    {
        var honest = Sign(new { alg = "ES256", typ = "at+jwt", kid = gateway.Keys.Key.KeyId }, Claims());

        using var response = await gateway.PostAsync("/v1/challenges", honest);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private string Forge(string trick)
    {
        var kid = gateway.Keys.Key.KeyId;
        var honest = gateway.Keys.AccessToken();
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var foreign = new ECDsaSecurityKey(ecdsa);
        foreign.KeyId = Base64UrlEncoder.Encode(foreign.ComputeJwkThumbprint());
        var ours = new ECDsaSecurityKey(ecdsa) { KeyId = kid };
        return trick switch
        {
            "empty" => "",
            "garbage" => "abc",
            "two-dots" => "..",
            "alg-none" => Part(new { alg = "none", typ = "at+jwt" }) + "." + Part(Claims()) + ".",
            "alg-None" => Part(new { alg = "None", typ = "at+jwt", kid }) + "." + Part(Claims()) + ".",
            "alg-none-with-signature" => Part(new { alg = "none", typ = "at+jwt", kid }) + "." + Part(Claims()) + "." + honest.Split('.')[2],
            "hs256-public-pem" => Hs256(Encoding.ASCII.GetBytes(gateway.Keys.PublicPem)),
            "hs256-public-der" => Hs256(gateway.Keys.PublicBytes),
            "hs256-empty-key" => Hs256([]),
            "rs256-header" => Part(new { alg = "RS256", typ = "at+jwt", kid }) + "." + Part(Claims()) + "." + honest.Split('.')[2],
            "wrong-issuer" => gateway.Keys.AccessToken(issuer: "https://other.test"),
            "issuer-with-slash" => gateway.Keys.AccessToken(issuer: Keys.Issuer + "/"),
            "wrong-audience" => gateway.Keys.AccessToken(audience: "other"),
            "assertion" => gateway.Keys.AccessToken(type: TokenClass.Assertion),
            "sign-in" => gateway.Keys.AccessToken(type: TokenClass.SignIn),
            "step-up" => gateway.Keys.AccessToken(type: TokenClass.StepUp),
            "service" => gateway.Keys.AccessToken(type: TokenClass.Service),
            "no-typ" => Sign(new { alg = "ES256", kid }, Claims()),
            "typ-jwt" => Sign(new { alg = "ES256", typ = "JWT", kid }, Claims()),
            "expired" => gateway.Keys.AccessToken(lifeSeconds: -1),
            "expired-now" => gateway.Keys.AccessToken(lifeSeconds: 0),
            "no-expiry" => Sign(new { alg = "ES256", typ = "at+jwt", kid }, Claims(expires: false)),
            "foreign-key" => gateway.Keys.AccessToken(key: foreign),
            "foreign-key-our-kid" => gateway.Keys.AccessToken(key: ours),
            "jku" => Sign(new { alg = "ES256", typ = "at+jwt", kid = "x", jku = "https://evil.example/keys" }, Claims(), ecdsa),
            "x5u" => Sign(new { alg = "ES256", typ = "at+jwt", x5u = "https://evil.example/cert" }, Claims(), ecdsa),
            "jwk" => Sign(new { alg = "ES256", typ = "at+jwt", kid = foreign.KeyId, jwk = Jwk(ecdsa) }, Claims(), ecdsa),
            "kid-path" => Sign(new { alg = "ES256", typ = "at+jwt", kid = "../../../../dev/null" }, Claims(), ecdsa),
            "no-kid" => Sign(new { alg = "ES256", typ = "at+jwt" }, Claims(), ecdsa),
            "changed-claim" => honest.Split('.')[0] + "." + Part(Claims(scope: "mfa.challenge mfa.operate")) + "." + honest.Split('.')[2],
            "cut-signature" => honest[..^4],
            "too-long" => gateway.Keys.AccessToken(client: new string('x', 4000)),
            "crit" => Part(new { alg = "ES256", typ = "at+jwt", kid, crit = new[] { "exp2" }, exp2 = 1 }) + "." + Part(Claims()) + "." + honest.Split('.')[2],
            _ => "",
        };
    }

    private static Dictionary<string, object> Claims(bool expires = true, string scope = "mfa.challenge")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Keys.Issuer,
            ["aud"] = "mfa",
            ["sub"] = "rp_test",
            ["client_id"] = "rp_test",
            ["realms"] = new[] { "hu-ugyfelkapu" },
            ["scope"] = scope,
            ["client_version"] = 1,
            ["jti"] = "j",
            ["iat"] = now - 10,
        };
        if (expires)
            claims["exp"] = now + 300;
        return claims;
    }

    private static string Part(object json) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(json));

    private static object Jwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private string Hs256(byte[] key)
    {
        var message = Part(new { alg = "HS256", typ = "at+jwt", kid = gateway.Keys.Key.KeyId }) + "." + Part(Claims());
        return message + "." + Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(message)));
    }

    private string Sign(object header, object claims, ECDsa? key = null)
    {
        var message = Part(header) + "." + Part(claims);
        return message + "." + Base64UrlEncoder.Encode((key ?? gateway.Keys.Key.ECDsa).SignData(Encoding.ASCII.GetBytes(message), HashAlgorithmName.SHA256));
    }
}
