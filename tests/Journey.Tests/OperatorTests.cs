using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>What operators do for people and for the system, through the gateway.</summary>
public sealed class OperatorTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;
    private readonly RelyingParty _desk = running.System.RelyingParty("operator");
    private readonly RelyingParty _auditor = running.System.RelyingParty("auditor");

    /// <summary>H7 by a desk: nobody but the person ever holds what opens the account.</summary>
    [Fact]
    public async Task ALostPhoneIsResetByADeskAndThePersonSetsTheNextOneUp()
    {
        var person = await _main.RegisterWithAddressAsync();
        var token = await _main.SignInTokenAsync(person);
        var first = (await _main.StartEmailAsync(person, token)).Expect(HttpStatusCode.Created).Text("id");
        (await _main.ConfirmAsync(person, first, (await running.System.Mailbox.WaitForCodeAsync(person.Email)).Code)).Expect(HttpStatusCode.OK);
        var path = $"/v1/accounts/{person.AccountId}/factors";
        var seen = (await _desk.GetAsync(path)).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray();
        Assert.Equal(first, Assert.Single(seen)!["id"]!.GetValue<string>());

        var reset = (await _desk.PostAsync($"/v1/accounts/{person.AccountId}/factor-reset", new JsonObject { ["factorId"] = first, ["reason"] = "lost mailbox" }))
            .Expect(HttpStatusCode.OK).Text("resetCode");
        var revoked = (await _main.RevokeAsync(person, reset)).Expect(HttpStatusCode.OK);
        Assert.Equal("rc", revoked.Text("method"));
        var pending = (await _main.PostAsync(path, new JsonObject { ["type"] = "totp", ["signInToken"] = revoked.Text("signInToken") })).Expect(HttpStatusCode.Created);
        var phone = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        (await _main.ConfirmAsync(person, pending.Text("id"), await phone.CodeAsync(-1))).Expect(HttpStatusCode.OK);

        (await _main.RevokeAsync(person, reset)).Expect(422, "invalid-credentials");
        var approved = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), code: await phone.CodeAsync())).Expect(HttpStatusCode.Created);
        var listed = (await _auditor.GetAsync($"/v1/challenges?accountId={person.AccountId}")).Expect(HttpStatusCode.OK);
        var challenge = Assert.Single(listed.Body!["items"]!.AsArray())!;
        Assert.Equal((approved.Text("id"), "approved"), (challenge["id"]!.GetValue<string>(), challenge["status"]!.GetValue<string>()));
        Assert.DoesNotContain("assertion", listed.Content, StringComparison.OrdinalIgnoreCase);
        await Eventually.IsTrueAsync(
            async () => (await _main.GetAsync($"/v1/accounts/{person.AccountId}/activity")).Content.Contains("factor.reset-approved", StringComparison.Ordinal),
            "the person sees that there was a reset");
        var told = (await _main.GetAsync($"/v1/accounts/{person.AccountId}/activity")).Body!["items"]!.AsArray().Single(item => item!["type"]!.GetValue<string>() == "factor.reset-approved");
        Assert.Null(told!["relyingParty"]);
    }

    [Theory]
    [InlineData("limit", "limit=0")]
    [InlineData("accountId", "accountId=x")]
    [InlineData("accountId", "limit=5")]
    [InlineData("after", "accountId=acc_aaaaaaaaaaaaaaaaaaaaaaaaaa&after=x")]
    public async Task AListOfChallengesAskedForWronglySaysWhere(string pointer, string query)
    {
        var refused = (await _desk.GetAsync($"/v1/challenges?{query}")).Expect(400, "invalid-request");

        Assert.Contains(refused.Body!["errors"]!.AsArray(), error => error!["pointer"]!.GetValue<string>() == pointer);
        (await _main.GetAsync("/v1/challenges?accountId=acc_aaaaaaaaaaaaaaaaaaaaaaaaaa")).Expect(403, "forbidden");
    }

    [Fact]
    public async Task ATestMailArrivesAndItsOutcomeIsOnRecord()
    {
        var to = $"postmaster.{Guid.NewGuid():N}@example.org";
        var id = (await _desk.PostAsync("/v1/operations/mail-test", new JsonObject { ["realm"] = "md-mpass", ["to"] = to, ["locale"] = "ro" }))
            .Expect(HttpStatusCode.Accepted).Text("id");

        await Eventually.IsTrueAsync(
            async () => (await _auditor.GetAsync("/v1/audit-events?realm=md-mpass&type=mail-test.delivered")).Expect(HttpStatusCode.OK).Content.Contains(id, StringComparison.Ordinal),
            "the outcome is on record");
    }

    [Fact]
    public async Task TheStatusTellsOfAllServicesAndARotationRunsToItsEnd()
    {
        var owner = await _main.RegisterWithAppAsync();
        (await _desk.PostAsync("/v1/operations/key-rotation")).Expect(HttpStatusCode.Accepted);
        await Eventually.IsTrueAsync(
            async () => (await _auditor.GetAsync("/v1/operations/key-rotation")).Expect(HttpStatusCode.OK).Text("state") == "done", "the rotation ends");

        var status = (await _auditor.GetAsync("/v1/operations/status")).Expect(HttpStatusCode.OK);

        Assert.All(status.Body!["services"]!.AsObject(), service => Assert.Equal(("ready", true), (service.Value!["state"]!.GetValue<string>(), service.Value["brokerConnected"]!.GetValue<bool>())));
        Assert.True(status.Body["sameRealms"]!.GetValue<bool>());
        Assert.Equal("done", status.Body["services"]!["enrollment"]!["keyRotation"]!["state"]!.GetValue<string>());
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync())).Expect(HttpStatusCode.Created);
    }
}
