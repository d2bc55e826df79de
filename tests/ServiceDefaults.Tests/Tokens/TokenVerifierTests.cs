using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.ServiceDefaults.Tests.Tokens;

/// <summary>One class of tokens, ES256, our keys: nothing else passes (S12).</summary>
public sealed class TokenVerifierTests
{
    private static readonly ECDsa Ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsaSecurityKey Key = WithId(Ecdsa);
    private static readonly ECDsaSecurityKey Older = WithId(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    private readonly FixedTime _time = FixedTime.AtNow();

    [Fact]
    public async Task AnHonestTokenIsRead()
    {
        var token = await Verifier().VerifyAsync(new TokenSigner(TokenClass.SignIn, Key).Sign(Claims()));

        Assert.Equal(("acc_a", "mfa-sign-in+jwt", "ES256"), (token!.Subject, token.Typ, token.Alg));
    }

    [Fact]
    public async Task AnOlderKeyStillDeployedIsRead() => Assert.NotNull(await Verifier().VerifyAsync(new TokenSigner(TokenClass.SignIn, Older).Sign(Claims())));

    [Fact]
    public async Task ASignersTokenHasNoTimesOfItsOwn()
    {
        var token = new TokenSigner(TokenClass.SignIn, Key).Sign(new Dictionary<string, object> { ["iss"] = "directory" });

        Assert.Equal("""{"iss":"directory"}""", Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(token.Split('.')[1])));
        Assert.Null(await Verifier().VerifyAsync(token));
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(61, false)]
    [InlineData(360, false)]
    public async Task ItEndsToTheSecond(int seconds, bool good)
    {
        var token = new TokenSigner(TokenClass.SignIn, Key).Sign(Claims(life: 60));
        _time.Pass(TimeSpan.FromSeconds(seconds));

        Assert.Equal(good, await Verifier().VerifyAsync(token) is not null);
    }

    public static TheoryData<string> Classes => ["at+jwt", "svc+jwt", "mfa-step-up+jwt", "mfa-assertion+jwt", "JWT", "", "MFA-SIGN-IN+JWT2", "application/mfa-sign-in+jwt"];

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task NoClassStandsInForAnother(string type) =>
        Assert.Null(await Verifier().VerifyAsync(Sign(new { alg = "ES256", typ = type, kid = Key.KeyId }, Claims())));

    public static TheoryData<string> Headers =>
    [
        """{"alg":"none","typ":"mfa-sign-in+jwt"}""", """{"alg":"NONE","typ":"mfa-sign-in+jwt","kid":"KID"}""", """{"alg":"","typ":"mfa-sign-in+jwt","kid":"KID"}""",
        """{"typ":"mfa-sign-in+jwt","kid":"KID"}""", """{"alg":"ES384","typ":"mfa-sign-in+jwt","kid":"KID"}""", """{"alg":"es256","typ":"mfa-sign-in+jwt","kid":"KID"}""",
        """{"alg":"RS256","typ":"mfa-sign-in+jwt","kid":"KID"}""", """{"alg":"PS256","typ":"mfa-sign-in+jwt","kid":"KID"}""", """{"alg":"ES256","kid":"KID"}""",
        """{"alg":"ES256","typ":"mfa-sign-in+jwt","kid":"other"}""", """{"alg":"ES256","typ":"mfa-sign-in+jwt","kid":"../../etc/passwd"}""",
        """{"alg":"ES256","typ":"mfa-sign-in+jwt","kid":""}""", """{"alg":"ES256","typ":"mfa-sign-in+jwt"}""", "[]", "null", "{", "",
    ];

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task AHeaderThatIsNotOursIsRefused(string header)
    {
        var message = Base64UrlEncoder.Encode(header.Replace("KID", Key.KeyId, StringComparison.Ordinal)) + "." + Part(Claims());

        Assert.Null(await Verifier().VerifyAsync(message + "." + Base64UrlEncoder.Encode(Ecdsa.SignData(Encoding.ASCII.GetBytes(message), HashAlgorithmName.SHA256))));
        Assert.Null(await Verifier().VerifyAsync(message + "."));
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("jwk")]
    [InlineData("x5c")]
    public async Task KeysNeverComeFromTheHeader(string member)
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = foreign.ExportParameters(false).Q;
        object value = member switch
        {
            "jwk" => new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) },
            "x5c" => new[] { Convert.ToBase64String(foreign.ExportSubjectPublicKeyInfo()) },
            _ => "http://127.0.0.1:1/keys",
        };
        var header = new Dictionary<string, object> { ["alg"] = "ES256", ["typ"] = "mfa-sign-in+jwt", ["kid"] = WithId(foreign).KeyId, [member] = value };

        Assert.Null(await Verifier().VerifyAsync(Sign(header, Claims(), foreign)));
    }

    [Fact]
    public async Task ThePublicKeyIsNoSecret()
    {
        byte[][] guesses = [[], Ecdsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(Ecdsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(Key.KeyId)];
        var message = Part(new { alg = "HS256", typ = "mfa-sign-in+jwt", kid = Key.KeyId }) + "." + Part(Claims());

        foreach (var guess in guesses)
            Assert.Null(await Verifier().VerifyAsync(message + "." + Base64UrlEncoder.Encode(HMACSHA256.HashData(guess, Encoding.ASCII.GetBytes(message)))));
    }

    [Theory]
    [InlineData("iss", "Directory")]
    [InlineData("iss", "challenge")]
    [InlineData("aud", "other")]
    [InlineData("aud", "")]
    [InlineData("exp", null)]
    [InlineData("iss", null)]
    [InlineData("aud", null)]
    public async Task AClaimThatDoesNotFitIsRefused(string claim, string? value)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
            claims[claim] = value;

        Assert.Null(await Verifier().VerifyAsync(new TokenSigner(TokenClass.SignIn, Key).Sign(claims)));
    }

    [Fact]
    public async Task EveryChangedCharacterOfTheSignatureIsNoticed()
    {
        var honest = new TokenSigner(TokenClass.SignIn, Key).Sign(Claims());
        var start = honest.LastIndexOf('.') + 1;

        for (var i = start; i < honest.Length - 1; i++)
        {
            var changed = honest[..i] + (honest[i] == 'A' ? 'B' : 'A') + honest[(i + 1)..];
            Assert.Null(await Verifier().VerifyAsync(changed));
        }
    }

    [Fact]
    public async Task AChangedPayloadIsNoticed()
    {
        var parts = new TokenSigner(TokenClass.SignIn, Key).Sign(Claims()).Split('.');
        var claims = Claims();
        claims["sub"] = "acc_b";

        Assert.Null(await Verifier().VerifyAsync($"{parts[0]}.{Part(claims)}.{parts[2]}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData(" ")]
    public async Task NoTokenAtAllIsRefused(string token) => Assert.Null(await Verifier().VerifyAsync(token));

    [Fact]
    public async Task AVeryLongTokenIsNotLookedAt()
    {
        var claims = Claims();
        claims["pad"] = new string('x', 4000);

        Assert.Null(await Verifier().VerifyAsync(new TokenSigner(TokenClass.SignIn, Key).Sign(claims)));
    }

    private TokenVerifier Verifier() => new(TokenClass.SignIn, "directory", TokenClass.Audience, [Older, Key], _time);

    private Dictionary<string, object> Claims(int life = 300) => new()
    {
        ["iss"] = "directory",
        ["aud"] = TokenClass.Audience,
        ["sub"] = "acc_a",
        ["iat"] = _time.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = _time.GetUtcNow().ToUnixTimeSeconds() + life,
    };

    private static ECDsaSecurityKey WithId(ECDsa ecdsa)
    {
        var key = new ECDsaSecurityKey(ecdsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    private static string Part(object json) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(json));

    private static string Sign(object header, object claims, ECDsa? key = null)
    {
        var message = Part(header) + "." + Part(claims);
        return message + "." + Base64UrlEncoder.Encode((key ?? Ecdsa).SignData(Encoding.ASCII.GetBytes(message), HashAlgorithmName.SHA256));
    }
}
