using System.Net;
using Mfa.Testing;
using StackExchange.Redis;

namespace Mfa.Journeys.Tests;

/// <summary>A factor set that one instance was reading while the factor ended elsewhere is never used.</summary>
public sealed class StaleCacheTests : IAsyncLifetime
{
    private Gate _gate = null!;
    private MfaSystem _system = null!;
    private ConnectionMultiplexer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _gate = new Gate(() => _system.Url("enrollment", endpoint: "h2c"));
        _system = await MfaSystem.StartAsync("--challenge-replicas", "2", "--set", $"challenge.1:services__enrollment__h2c__0={_gate.Address}");
        _redis = await ConnectionMultiplexer.ConnectAsync(_system.ConnectionString("challenge-redis"));
    }

    public async ValueTask DisposeAsync()
    {
        _redis.Dispose();
        await _system.DisposeAsync();
        await _gate.DisposeAsync();
    }

    [Fact]
    public async Task AFactorThatEndsWhileAnotherInstanceFillsItsCacheIsRefused()
    {
        var main = _system.RelyingParty();
        var second = _system.RelyingParty(at: _system.Url("challenge", 1));
        var owner = await main.RegisterWithAppAsync();
        var token = await main.SignInTokenAsync(owner.Person);
        var stepUp = (await second.ChallengeAsync(owner.Person, token, code: await owner.App.CodeAsync(), purpose: "manage")).Expect(HttpStatusCode.Created).Text("stepUpToken");
        var pending = (await main.StartTotpAsync(owner.Person, "", stepUp, owner.FactorId)).Expect(HttpStatusCode.Created);
        var moved = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var code = await moved.CodeAsync(-1);
        var cached = $"mfa:factors:{owner.Person.Realm}:{owner.Person.AccountId}";

        // The second instance reads the old set, and its answer is held on the wire …
        Assert.True(await _redis.GetDatabase().KeyDeleteAsync(cached));
        _gate.Close();
        var creating = second.ChallengeAsync(owner.Person, token);
        await _gate.UntilHeldAsync();

        // … while the factor ends elsewhere …
        (await main.ConfirmAsync(owner.Person, pending.Text("id"), code)).Expect(HttpStatusCode.OK);
        _gate.Open();

        // … and what was read is not taken: the challenge is one of the new app.
        var challenge = (await creating).Expect(HttpStatusCode.Created).Text("id");
        Assert.Equal("2", (string?)await _redis.GetDatabase().HashGetAsync(cached, "version"));
        (await second.VerifyAsync(challenge, await owner.App.CodeAsync(1))).Expect(422, "invalid-code");
        (await second.VerifyAsync(challenge, await moved.CodeAsync())).Expect(HttpStatusCode.OK);
    }
}
