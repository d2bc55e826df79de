using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Client.Tests.Service;

namespace Mfa.Client.Tests;

/// <summary>Each thing that can be wrong with an assertion is found, and named.</summary>
public sealed class AssertionTests : IDisposable
{
    private const string Issuer = "https://realm.test";
    private const string ClientId = "rp_1";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeTime _time = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static AssertionExpectation Expected => new() { Nonce = "n", AccountId = "acc_1" };

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task AGoodOneSaysWhatItSays()
    {
        var said = await Validator().ValidateAsync(Sign(), Expected, Stop);

        Assert.Equal(("acc_1", Issuer, "j-1", "n", "sign-in", "mfa:3", "totp"), (said.AccountId, said.Issuer, said.Id, said.Nonce, said.Purpose, said.Acr, said.Method));
        Assert.Equal(["pwd", "otp", "mfa"], said.Amr);
        Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow().AddSeconds(120), "chl_1"), (said.IssuedAt, said.ExpiresAt, said.ChallengeId));
        Assert.Equal(_time.GetUtcNow().AddSeconds(-60), said.SecurityChangedAt);
    }

    [Theory]
    [InlineData("iss", "\"https://other.test\"", AssertionCheck.Issuer)]
    [InlineData("iss", "\"https://realm.test/\"", AssertionCheck.Issuer)]
    [InlineData("iss", null, AssertionCheck.Issuer)]
    [InlineData("aud", "\"rp_2\"", AssertionCheck.Audience)]
    [InlineData("aud", "[\"rp_1\",\"rp_2\"]", AssertionCheck.Audience)]
    [InlineData("aud", null, AssertionCheck.Audience)]
    [InlineData("sub", "\"acc_2\"", AssertionCheck.Account)]
    [InlineData("sub", null, AssertionCheck.Format)]
    [InlineData("nonce", "\"other\"", AssertionCheck.Nonce)]
    [InlineData("nonce", null, AssertionCheck.Nonce)]
    [InlineData("purpose", "\"manage\"", AssertionCheck.Purpose)]
    [InlineData("purpose", null, AssertionCheck.Format)]
    [InlineData("acr", "\"mfa:1\"", AssertionCheck.Acr)]
    [InlineData("acr", "\"mfa:9\"", AssertionCheck.Acr)]
    [InlineData("acr", null, AssertionCheck.Format)]
    [InlineData("jti", null, AssertionCheck.Format)]
    [InlineData("iat", null, AssertionCheck.Format)]
    [InlineData("iat", "\"now\"", AssertionCheck.Format)]
    [InlineData("exp", null, AssertionCheck.Format)]
    [InlineData("exp", "1e30", AssertionCheck.Format)]
    [InlineData("amr", null, AssertionCheck.Format)]
    public async Task AWrongClaimIsNamed(string claim, string? json, AssertionCheck check)
    {
        var wrong = Sign(claims: claims =>
        {
            if (json is null)
                claims.Remove(claim);
            else
                claims[claim] = JsonNode.Parse(json);
        });

        await RefusedAsync(check, wrong);
    }

    [Theory]
    [InlineData("alg", "none", AssertionCheck.Algorithm)]
    [InlineData("alg", "HS256", AssertionCheck.Algorithm)]
    [InlineData("alg", "ES384", AssertionCheck.Algorithm)]
    [InlineData("typ", "JWT", AssertionCheck.Type)]
    [InlineData("typ", "mfa-sign-in+jwt", AssertionCheck.Type)]
    [InlineData("kid", "k-unknown", AssertionCheck.Key)]
    [InlineData("kid", "", AssertionCheck.Key)]
    public async Task AWrongHeaderIsNamed(string member, string value, AssertionCheck check) =>
        await RefusedAsync(check, Sign(header: header => header[member] = value));

    [Fact]
    public async Task AKeyInTheHeaderIsNotLookedAt()
    {
        var own = PublicKey.Of(_other);
        var forged = Sign(_other, header => header["jwk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = own.X, ["y"] = own.Y });

        await RefusedAsync(AssertionCheck.Signature, forged);
    }

    [Fact]
    public async Task AnotherTextUnderTheSignatureIsFound()
    {
        var (good, other) = (Sign().Split('.'), Sign(claims: claims => claims["sub"] = "acc_9").Split('.'));

        await RefusedAsync(AssertionCheck.Signature, $"{good[0]}.{other[1]}.{good[2]}");
        await RefusedAsync(AssertionCheck.Signature, $"{good[0]}.{good[1]}.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    public async Task WhatIsNoTokenIsRefused(string text) => await RefusedAsync(AssertionCheck.Format, text);

    [Theory]
    [InlineData(124, null)]
    [InlineData(125, AssertionCheck.Lifetime)]
    [InlineData(-5, null)]
    [InlineData(-6, AssertionCheck.Lifetime)]
    public async Task TimesMayDifferByFiveSeconds(int secondsLater, AssertionCheck? check)
    {
        var assertion = Sign();
        _time.Advance(TimeSpan.FromSeconds(secondsLater));

        if (check is { } refused)
            await RefusedAsync(refused, assertion);
        else
            await Validator().ValidateAsync(assertion, Expected, Stop);
    }

    [Fact]
    public async Task OneThatClaimsToLiveLongIsRefused() =>
        await RefusedAsync(AssertionCheck.Lifetime, Sign(claims: claims => claims["exp"] = _time.GetUtcNow().ToUnixTimeSeconds() + 121));

    [Fact]
    public async Task ItIsUsedOnce()
    {
        var (validator, assertion) = (Validator(), Sign());
        var wrong = await Assert.ThrowsAsync<InvalidAssertionException>(() => validator.ValidateAsync(assertion, Expected with { Nonce = "other" }, Stop));
        Assert.Equal(AssertionCheck.Nonce, wrong.Check);

        // What was refused is not used up.
        await validator.ValidateAsync(assertion, Expected, Stop);
        var again = await Assert.ThrowsAsync<InvalidAssertionException>(() => validator.ValidateAsync(assertion, Expected, Stop));
        Assert.Equal(AssertionCheck.FirstUse, again.Check);
    }

    [Fact]
    public async Task WhatWasUsedIsForgottenWhenItHasExpired()
    {
        var used = new UsedAssertions(_time);
        for (var n = 0; n < 300; n++)
        {
            Assert.True(await used.TryUseAsync($"j-{n}", _time.GetUtcNow().AddSeconds(1), Stop));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(used.Count, 1, 60);
    }

    [Fact]
    public async Task TheRelyingPartySaysHowStrongItMustBe()
    {
        var byMail = Sign(claims: claims => claims["acr"] = "mfa:2");
        await RefusedAsync(AssertionCheck.Acr, byMail, Expected with { MinimumAcr = "mfa:3" });
        await Validator().ValidateAsync(byMail, Expected, Stop);
        await Validator().ValidateAsync(Sign(claims: claims => claims["acr"] = "mfa:1"), Expected with { MinimumAcr = "mfa:1" }, Stop);
        await Validator().ValidateAsync(Sign(claims: claims => claims["purpose"] = "enrol"), Expected, Stop);
        await RefusedAsync(AssertionCheck.Purpose, Sign(claims: claims => claims["purpose"] = "enrol"), Expected with { Purposes = ["sign-in"] });
        await Assert.ThrowsAsync<ArgumentException>(() => Validator().ValidateAsync(Sign(), Expected with { MinimumAcr = "strong" }, Stop));
    }

    private async Task RefusedAsync(AssertionCheck check, string assertion, AssertionExpectation? expected = null)
    {
        var refused = await Assert.ThrowsAsync<InvalidAssertionException>(() => Validator().ValidateAsync(assertion, expected ?? Expected, Stop));
        Assert.Equal(check, refused.Check);
    }

    private AssertionValidator Validator() => new(
        new AssertionValidatorOptions { Issuer = Issuer, ClientId = ClientId, Time = _time },
        new AssertionKeys(_ => Task.FromResult(new PublicKeySet { Keys = [PublicKey.Of(_key, "k-1")] }), new AssertionKeysOptions { Time = _time }));

    private string Sign(ECDsa? key = null, Action<JsonObject>? header = null, Action<JsonObject>? claims = null)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var (head, body) = (
            new JsonObject { ["alg"] = "ES256", ["typ"] = "mfa-assertion+jwt", ["kid"] = "k-1" },
            new JsonObject
            {
                ["iss"] = Issuer,
                ["sub"] = "acc_1",
                ["aud"] = ClientId,
                ["iat"] = now,
                ["exp"] = now + 120,
                ["jti"] = "j-1",
                ["nonce"] = "n",
                ["auth_time"] = now,
                ["challenge"] = "chl_1",
                ["purpose"] = "sign-in",
                ["acr"] = "mfa:3",
                ["amr"] = new JsonArray("pwd", "otp", "mfa"),
                ["mfa_method"] = "totp",
                ["securityChangedAt"] = now - 60,
            });
        header?.Invoke(head);
        claims?.Invoke(body);
        var text = $"{Part(head)}.{Part(body)}";
        return $"{text}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
