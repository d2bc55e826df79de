using Mfa.Challenges.Reports;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Reports;

/// <summary>The link of "this was not me": only we make one, it says which challenge, and it ends after a week.</summary>
public sealed class ReportTokensTests : IDisposable
{
    private const long Now = 1_800_000_000_000;
    private const long Week = 7 * 86_400_000L;

    private readonly TestKeys _keys = new("hash");
    private readonly string _account = OpaqueId.New("acc_");
    private readonly string _challenge = OpaqueId.New("chl_");

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void ALinkSaysItsChallenge() => Assert.Equal(new ReportedChallenge("quick", _account, _challenge), Tokens().Read(Make(), Now));

    [Fact]
    public void AfterAWeekItIsOver()
    {
        Assert.NotNull(Tokens().Read(Make(), Now + Week - 1));
        Assert.Null(Tokens().Read(Make(), Now + Week));
    }

    [Fact]
    public void ItOutlivesANewKey()
    {
        var token = Make();
        _keys.Add("hash", 2);
        Assert.NotNull(Tokens().Read(token, Now));
    }

    [Fact]
    public void EveryChangedCharacterIsRefused()
    {
        var token = Make();
        Assert.All(Enumerable.Range(0, token.Length), place =>
        {
            var changed = token[..place] + (token[place] == 'A' ? 'B' : 'A') + token[(place + 1)..];
            // The last character of base64url has bits that stand for nothing.
            Assert.True(Tokens().Read(changed, Now) is null || place == token.Length - 1 || token[place + 1] == '.', $"place {place}");
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c.d")]
    [InlineData("YQ.9.YQ")]
    [InlineData("YQ.-1.YQ")]
    [InlineData("YQ.1.é")]
    [InlineData("!.1.YQ")]
    [InlineData("cXVpY2s.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void WhatWeDidNotMakeIsRefused(string token) => Assert.Null(Tokens().Read(token, Now));

    private string Make() => Tokens().Make("quick", _account, _challenge, Now).Reveal();

    private ReportTokens Tokens() => new(_keys.Open());
}
