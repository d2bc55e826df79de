using System.Security.Cryptography;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.ServiceDefaults.Tests.Tokens;

public sealed class RememberedTokensTests
{
    private readonly FixedTime _time = FixedTime.AtNow();
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k" };

    [Fact]
    public async Task ATokenIsReadOnceAndRememberedUntilItEnds()
    {
        var reads = 0;
        using var tokens = new RememberedTokens<string>(Verifier(), token => $"{++reads} {token.Subject}", _time);
        var token = Token(life: 60);

        Assert.Equal("1 a", await tokens.VerifyAsync(token));
        Assert.Equal("1 a", await tokens.VerifyAsync(token));
        _time.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal("1 a", await tokens.VerifyAsync(token));
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(await tokens.VerifyAsync(token));
    }

    [Fact]
    public async Task ARefusalIsNotRemembered()
    {
        var refuse = true;
        using var tokens = new RememberedTokens<string>(Verifier(), _ => refuse ? null : "read", _time);
        var token = Token(life: 60);

        Assert.Null(await tokens.VerifyAsync(token));
        refuse = false;
        Assert.Equal("read", await tokens.VerifyAsync(token));
    }

    [Fact]
    public async Task OneTokenIsNotTakenForAnother()
    {
        using var tokens = new RememberedTokens<string>(Verifier(), token => token.Subject, _time);
        var token = Token(life: 60);
        await tokens.VerifyAsync(token);

        // Ten from the end every bit of a character belongs to the signature.
        Assert.Null(await tokens.VerifyAsync($"{token[..^10]}{(token[^10] == 'A' ? 'B' : 'A')}{token[^9..]}"));
        Assert.Null(await tokens.VerifyAsync(token + "A"));
    }

    private TokenVerifier Verifier() => new(TokenClass.StepUp, "challenge", TokenClass.Audience, [_key], _time);

    private string Token(int life) => new TokenSigner(TokenClass.StepUp, _key).Sign(new Dictionary<string, object>
    {
        ["iss"] = "challenge",
        ["aud"] = TokenClass.Audience,
        ["sub"] = "a",
        ["exp"] = _time.GetUtcNow().ToUnixTimeSeconds() + life,
    });
}
