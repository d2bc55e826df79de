using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A factor set that one instance was reading while the factor ended elsewhere is never used.</summary>
public sealed class StaleCacheTests(RunningSystem running)
{
    [Fact]
    public async Task AFactorThatEndsWhileAnotherInstanceFillsItsCacheIsRefused()
    {
        var main = running.Main;
        var second = running.System.RelyingParty(at: running.System.Url("challenge", 1));
        var owner = await main.RegisterWithAppAsync();
        var token = await main.SignInTokenAsync(owner.Person);
        var stepUp = (await second.ChallengeAsync(owner.Person, token, code: await owner.App.CodeAsync(), purpose: "manage")).Expect(HttpStatusCode.Created).Text("stepUpToken");
        var pending = (await main.StartTotpAsync(owner.Person, "", stepUp, owner.FactorId)).Expect(HttpStatusCode.Created);
        var moved = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var code = await moved.CodeAsync(-1);
        var cached = $"mfa:factors:{owner.Person.Realm}:{owner.Person.AccountId}";

        // The second instance reads the old set, and its answer is held on the wire …
        Assert.True(await running.Redis.KeyDeleteAsync(cached));
        running.ToEnrollment.Close();
        var creating = second.ChallengeAsync(owner.Person, token);
        await running.ToEnrollment.UntilHeldAsync();

        // … while the factor ends elsewhere …
        (await main.ConfirmAsync(owner.Person, pending.Text("id"), code)).Expect(HttpStatusCode.OK);
        running.ToEnrollment.Open();

        // … and what was read is not taken: the challenge is one of the new app.
        var challenge = (await creating).Expect(HttpStatusCode.Created).Text("id");
        Assert.Equal("2", (string?)await running.Redis.HashGetAsync(cached, "version"));
        (await second.VerifyAsync(challenge, await owner.App.CodeAsync(1))).Expect(422, "invalid-code");
        (await second.VerifyAsync(challenge, await moved.CodeAsync())).Expect(HttpStatusCode.OK);
    }
}
