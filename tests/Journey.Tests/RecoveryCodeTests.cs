using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>Recovery codes stand in for a factor: one use each, a budget of their own, and a way out when the others are closed.</summary>
public sealed class RecoveryCodeTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Fact]
    public async Task OneCodeAtOnceInFiftyChallengesApprovesOne()
    {
        var owner = await _main.RegisterWithAppAsync("generous");
        var codes = await IssueAsync(owner);
        var code = codes[0];
        // The first use compiles what it runs, which on a busy machine outlasts the limit of a call: it is another code's.
        (await RecoverAsync(owner, codes[1])).Expect(HttpStatusCode.Created);
        // One after the other, because passwords are hashed a few at a time; the codes come all at once.
        List<string> tokens = [];
        for (var session = 0; session < 50; session++)
            tokens.Add(await _main.SignInTokenAsync(owner.Person));

        var answers = await Task.WhenAll(tokens.Select(token => _main.ChallengeAsync(owner.Person, token, "recovery", code)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(8, (await _main.SignInAsync(owner.Person)).Number("recoveryCodesRemaining"));
    }

    [Fact]
    public async Task NewCodesEndTheOldOnes()
    {
        var owner = await _main.RegisterWithAppAsync();
        var old = await IssueAsync(owner);
        var fresh = await IssueAsync(owner, 1);
        Assert.Empty(old.Intersect(fresh, StringComparer.Ordinal));
        (await RecoverAsync(owner, old[0])).Expect(422, "invalid-code");
        (await RecoverAsync(owner, fresh[0])).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WithABurntAppARecoveryCodeBindsANewOne()
    {
        var owner = await _main.RegisterWithAppAsync("before-date");
        var codes = await IssueAsync(owner);
        for (var wrong = 0; wrong < 3; wrong++)
            (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.WrongCodeAsync())).Expect(422, "invalid-code");
        // News of it ends every session: what begins afterwards is not ended by it.
        await Eventually.IsTrueAsync(
            async () => (await _main.GetAsync($"/v1/accounts/{owner.Person.AccountId}/factors/{owner.FactorId}")).Expect(HttpStatusCode.OK).Text("status") == "disabled",
            "the app is disabled");
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync(1))).Expect(409, "factor-disabled");

        var stepUp = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), "recovery", codes[0], "manage"))
            .Expect(HttpStatusCode.Created).Text("stepUpToken");
        var pending = (await _main.StartTotpAsync(owner.Person, signInToken: "", stepUp, replaces: owner.FactorId)).Expect(HttpStatusCode.Created);
        var bound = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        (await _main.ConfirmAsync(owner.Person, pending.Text("id"), await bound.CodeAsync(-1))).Expect(HttpStatusCode.OK);
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await bound.CodeAsync())).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task TwentyWrongOnesADayCloseThisWayAndNoOther()
    {
        var owner = await _main.RegisterWithAppAsync();
        var codes = await IssueAsync(owner);
        for (var wrong = 0; wrong < 20; wrong++)
            (await RecoverAsync(owner, "0000-0000-0000-0000")).Expect(422, "invalid-code");

        var refused = (await RecoverAsync(owner, codes[0])).Expect(429, "account-cooling-down");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(10, (await _main.SignInAsync(owner.Person)).Number("recoveryCodesRemaining"));
        Assert.Equal(0, await running.WrongCodesAsync(owner.Person));
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync(1))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ACodeIsTypedAsPeopleType()
    {
        var owner = await _main.RegisterWithAppAsync();
        var codes = await IssueAsync(owner);
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), "recovery")).Expect(HttpStatusCode.Created);
        Assert.Equal("recovery-16", challenge.Text("format"));
        (await _main.VerifyAsync(challenge.Text("id"), "123456")).Expect(400, "invalid-request");
        (await _main.VerifyAsync(challenge.Text("id"), codes[0].ToLowerInvariant())).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutStepUpNoneAreMade() =>
        (await _main.PostAsync($"/v1/accounts/{(await _main.RegisterWithAppAsync()).Person.AccountId}/recovery-codes")).Expect(403, "step-up-required");

    private async Task<IReadOnlyList<string>> IssueAsync(AppOwner owner, int steps = 0) =>
        [.. (await _main.PostAsync($"/v1/accounts/{owner.Person.AccountId}/recovery-codes", null, await _main.StepUpAsync(owner, steps)))
            .Expect(HttpStatusCode.Created).Body!["codes"]!.AsArray().Select(code => code!.GetValue<string>())];

    private async Task<Answer> RecoverAsync(AppOwner owner, string code) =>
        await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), "recovery", code);
}
