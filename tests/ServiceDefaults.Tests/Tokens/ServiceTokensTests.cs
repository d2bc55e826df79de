using Mfa.ServiceDefaults.Tests.Infrastructure;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.ServiceDefaults.Tests.Tokens;

public sealed class ServiceTokensTests : IDisposable
{
    private readonly KeyFiles _files = new KeyFiles().Pair("service-1.pem", "service-challenge-1.pem")
        .Pair("d.pem", "service-directory.pem").Pair("e.pem", "service-enrollment.pem");

    private readonly FixedTime _time = FixedTime.AtNow();

    [Fact]
    public async Task ACalleeKnowsTheCaller()
    {
        var token = Tokens().For("enrollment");

        Assert.Equal("challenge", await Verifier("enrollment").VerifyAsync(token));
        Assert.Null(await Verifier("directory").VerifyAsync(token));
    }

    [Fact]
    public void OneTokenServesForAWhileAndIsRenewedBeforeItEnds()
    {
        var tokens = Tokens();
        var first = tokens.For("enrollment");

        Assert.Same(first, tokens.For("enrollment"));
        Assert.NotEqual(first, tokens.For("directory"));
        _time.Pass(TimeSpan.FromSeconds(41));
        Assert.NotEqual(first, tokens.For("enrollment"));
    }

    [Fact]
    public async Task ItLivesForAMinute()
    {
        var token = Tokens().For("enrollment");

        _time.Pass(TimeSpan.FromSeconds(59));
        Assert.NotNull(await Verifier("enrollment").VerifyAsync(token));
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(await Verifier("enrollment").VerifyAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    public async Task WhatIsNoTokenIsNobodys(string token) => Assert.Null(await Verifier("enrollment").VerifyAsync(token));

    public void Dispose() => _files.Dispose();

    private ServiceTokens Tokens() => new(new ServiceIdentity("challenge"), _files.Open(), _time);

    private ServiceTokenVerifier Verifier(string self) => new(new ServiceIdentity(self), _files.Open(), _time);
}
