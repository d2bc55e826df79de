using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>An account that ever had a factor never enrols on its password alone, however it lost the factor, whatever the date.</summary>
public sealed class BootstrapTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Theory]
    [InlineData("quick")]
    [InlineData("before-date")]
    [InlineData("after-date")]
    public async Task WithAnAppThePasswordEnrolsNothing(string realm)
    {
        var owner = await _main.RegisterWithAppAsync(realm);
        await AssertPasswordEnrolsNothingAsync(owner, "active");
    }

    [Theory]
    [InlineData("before-date")]
    [InlineData("after-date")]
    public async Task WithABurntAppThePasswordEnrolsNothing(string realm)
    {
        var owner = await _main.RegisterWithAppAsync(realm);
        var wrong = await owner.App.WrongCodeAsync();
        var token = await _main.SignInTokenAsync(owner.Person);
        for (var guess = 0; guess < 3; guess++)
            (await _main.ChallengeAsync(owner.Person, token, code: wrong)).Expect(422, "invalid-code");
        await UntilAsync(async () => (await FactorAsync(owner)).Text("status") == "disabled");

        // The change was nobody's, so it ended every session; a new one is told plainly.
        (await _main.ChallengeAsync(owner.Person, token, code: await owner.App.CodeAsync())).Expect(422, "invalid-token");
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync())).Expect(409, "factor-disabled");
        var signIn = (await _main.SignInAsync(owner.Person)).Expect(HttpStatusCode.OK);
        Assert.Equal("required", signIn.Text("secondFactor"));
        Assert.Equal("disabled", signIn.Body!["factors"]![0]!["status"]!.GetValue<string>());
        (await _main.ChallengeAsync(owner.Person, signIn.Text("signInToken"), factor: "none")).Expect(403, realm == "before-date" ? "factor-not-allowed" : "enrolment-required");
        await AssertPasswordEnrolsNothingAsync(owner, "disabled");
    }

    [Fact]
    public async Task AnEnrolmentCanceledHalfwayChangesNothingOfIt()
    {
        var owner = await _main.RegisterWithAppAsync();
        var pending = (await _main.StartTotpAsync(owner.Person, "", await _main.StepUpAsync(owner), owner.FactorId)).Expect(HttpStatusCode.Created).Text("id");
        (await _main.DeleteAsync($"/v1/accounts/{owner.Person.AccountId}/factors/{pending}")).Expect(HttpStatusCode.NoContent);
        await AssertPasswordEnrolsNothingAsync(owner, "active");
    }

    [Theory]
    [InlineData("mailed", "verified-email")]
    [InlineData("hu-ugyfelkapu", "verified-email")]
    public async Task WhereTheRealmAsksForAProofThePasswordAloneIsNone(string realm, string accepted)
    {
        var person = await _main.RegisterAsync(realm);
        var refused = (await _main.StartTotpAsync(person)).Expect(403, "bootstrap-required");
        Assert.Equal([accepted], refused.Body!["accepts"]!.AsArray().Select(value => value!.GetValue<string>()));
        Assert.Empty((await _main.GetAsync($"/v1/accounts/{person.AccountId}/factors")).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray());
    }

    private async Task AssertPasswordEnrolsNothingAsync(AppOwner owner, string status)
    {
        foreach (var replaces in new[] { null, owner.FactorId })
        {
            var refused = (await _main.StartTotpAsync(owner.Person, replaces: replaces)).Expect(403, "bootstrap-required");
            Assert.Contains("step-up", refused.Body!["accepts"]!.AsArray().Select(value => value!.GetValue<string>()));
            Assert.DoesNotContain("verified-email", refused.Body["accepts"]!.AsArray().Select(value => value!.GetValue<string>()));
        }

        var factors = (await _main.GetAsync($"/v1/accounts/{owner.Person.AccountId}/factors")).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray();
        Assert.Equal((owner.FactorId, status), (Assert.Single(factors)!["id"]!.GetValue<string>(), factors[0]!["status"]!.GetValue<string>()));
    }

    private Task<Answer> FactorAsync(AppOwner owner) => _main.GetAsync($"/v1/accounts/{owner.Person.AccountId}/factors/{owner.FactorId}");

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await holds())
            await Task.Delay(50, limit.Token);
    }
}
