using System.Security.Cryptography;
using Mfa.Client.Tests.Service;
using Microsoft.AspNetCore.Http;

namespace Mfa.Client.Tests;

/// <summary>The published keys: kept, renewed, rotated, and good for a while when the service is away.</summary>
public sealed class AssertionKeysTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private ServiceDouble _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceDouble.StartAsync();
        Publish("k-1");
    }

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return _service.DisposeAsync();
    }

    [Fact]
    public async Task TheyAreFetchedOnceForManyAndAgainWhenTheyAreOld()
    {
        var keys = Keys();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => keys.FindAsync("k-1", Stop)));
        Assert.Single(_service.Seen);
        Assert.Empty(_service.SeenAtTokens);
        _service.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(await keys.FindAsync("k-1", Stop));
        Assert.Single(_service.Seen);
        _service.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await keys.FindAsync("k-1", Stop));
        Assert.Equal(2, _service.Seen.Count);
    }

    [Fact]
    public async Task ARotatedKeyIsFoundAndTheOldOneEnds()
    {
        var keys = Keys();
        Assert.NotNull(await keys.FindAsync("k-1", Stop));
        _service.Time.Advance(TimeSpan.FromSeconds(30));
        Publish("k-1", "k-2");
        Assert.NotNull(await keys.FindAsync("k-2", Stop));
        Publish("k-2");
        _service.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await keys.FindAsync("k-1", Stop));
    }

    [Fact]
    public async Task KeysThatAreMadeUpAreAskedForNoMoreThanTwiceAMinute()
    {
        var keys = Keys();
        await keys.FindAsync("k-1", Stop);
        for (var second = 0; second < 60; second++)
        {
            _service.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await keys.FindAsync($"made-up-{second}", Stop));
        }

        Assert.Equal(3, _service.Seen.Count);
    }

    [Fact]
    public async Task AnOutageIsSurvivedForADayAndNoLonger()
    {
        var keys = Keys();
        await keys.FindAsync("k-1", Stop);
        _service.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        _service.Time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull(await keys.FindAsync("k-1", Stop));
        _service.Time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => keys.FindAsync("k-1", Stop));

        Publish("k-1");
        Assert.NotNull(await keys.FindAsync("k-1", Stop));
    }

    [Fact]
    public async Task WithoutEverHavingHadKeysNobodyIsLetIn()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(context, 503, ProblemCodes.DependencyUnavailable, 60);
        var keys = Keys();

        await Assert.ThrowsAsync<MfaProblemException>(() => keys.FindAsync("k-1", Stop));
    }

    [Fact]
    public async Task KeysOfOtherKindsArePassedOver()
    {
        var good = PublicKey.Of(_key, "k-1");
        PublicKey[] published =
        [
            new() { Kty = "RSA", Kid = "rsa" }, good with { Kid = "encrypts", Use = "enc" }, good with { Kid = "p-384", Crv = "P-384" },
            good with { Kid = "no-point", X = good.Y }, good with { Kid = "no-text", X = "?" }, good with { Kid = null }, good with { Kid = "es384", Alg = "ES384" }, good,
        ];
        var keys = new AssertionKeys(_ => Task.FromResult(new PublicKeySet { Keys = published }));

        foreach (var other in published.SkipLast(1).Select(key => key.Kid).OfType<string>())
            Assert.Null(await keys.FindAsync(other, Stop));
        Assert.NotNull(await keys.FindAsync("k-1", Stop));
    }

    private AssertionKeys Keys() => new(_service.Client(with: options => options with { MaxRetries = 0 }), new AssertionKeysOptions { Time = _service.Time });

    private void Publish(params string[] ids)
    {
        var key = PublicKey.Of(_key);
        var set = string.Join(',', ids.Select(id => $$"""{"kty":"EC","crv":"P-256","x":"{{key.X}}","y":"{{key.Y}}","kid":"{{id}}","use":"sig","alg":"ES256"}"""));
        _service.Answer = context => context.Response.WriteAsync($$"""{"keys":[{{set}}]}""");
    }
}
