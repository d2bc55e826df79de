using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

public sealed class ChangePasswordTests(DirectoryApp app)
{
    private const string New = "a bright morning";

    [Fact]
    public async Task TheCurrentPasswordIsEnoughWhereNoFactorIsOwed()
    {
        var person = await app.Main.RegisterAsync();
        var before = await app.Main.GetAsync($"/v1/accounts/{person.AccountId}");
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password)).Expect(HttpStatusCode.NoContent);
        (await app.Main.SignInAsync(person)).Expect(422, "invalid-credentials");
        (await app.Main.SignInAsync(person, New)).Expect(HttpStatusCode.OK);
        var after = await app.Main.GetAsync($"/v1/accounts/{person.AccountId}");
        Assert.NotEqual(before.Text("securityChangedAt"), after.Text("securityChangedAt"));
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
    }

    [Fact]
    public async Task ChallengeHasAcknowledgedTheRaisedVersionBeforeTheAnswer()
    {
        var person = await app.Main.RegisterAsync();
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("""{"realm":"quick","number":2}""", Assert.Single(RaisesOf(person)));
    }

    [Fact]
    public async Task ASessionThatChangesThePasswordGoesOn()
    {
        var person = await app.Main.RegisterAsync();
        var token = Session(person, "pwd");
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password, token)).Expect(HttpStatusCode.NoContent);
        Assert.Equal($$"""{"realm":"quick","number":2,"by":"{{app.Neighbours.Sessions[token].Id}}"}""", Assert.Single(RaisesOf(person)));
        (await app.Main.ChangePasswordAsync(person.AccountId, "a brighter morning", New, token)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ASessionThatAnotherChangeEndedIsRefusedByTheOwnerToo()
    {
        var person = await app.Main.RegisterAsync();
        var (one, other) = (Session(person, "sc"), Session(person, "sc"));
        (await app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: one)).Expect(HttpStatusCode.NoContent);
        (await app.Main.ChangePasswordAsync(person.AccountId, "a brighter morning", signInToken: other)).Expect(422, "invalid-token");
        (await app.Main.SignInAsync(person, New)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("sc")]
    [InlineData("rc")]
    public async Task ASignatureOrARevocationCodeStandsForTheCurrentPassword(string method)
    {
        var person = await app.Main.RegisterAsync();
        Owe(person);
        (await app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: Session(person, method))).Expect(HttpStatusCode.NoContent);
        (await app.Main.SignInAsync(person, New)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "active")]
    [InlineData(false, "disabled")]
    public async Task WhereAFactorIsOwedThePasswordAloneChangesNothing(bool owed, string? factor)
    {
        var person = await app.Main.RegisterAsync();
        app.Neighbours.Summaries[person.AccountId] =
            new FactorSummary(1, null, 0, owed, 0, factor is null ? [] : [new SummarisedFactor("fac_1", "totp", factor, "app")]);
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password)).Expect(403, "step-up-required");
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password, Session(person, "pwd"))).Expect(403, "step-up-required");
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);

        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password, stepUp: Session(person, "pwd", "totp"))).Expect(HttpStatusCode.NoContent);
        (await app.Main.SignInAsync(person, New)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AStepUpDoesNotStandForTheCurrentPassword()
    {
        var person = await app.Main.RegisterAsync();
        Owe(person);
        var stepUp = Session(person, "pwd", "totp");
        CreateAccountTests.AssertPointer("/currentPassword", await app.Main.ChangePasswordAsync(person.AccountId, New, stepUp: stepUp));
        (await app.Main.ChangePasswordAsync(person.AccountId, New, "a wrong password", stepUp: stepUp)).Expect(422, "invalid-credentials");
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ATokenThatIsNotGoodIsRefused()
    {
        var person = await app.Main.RegisterAsync();
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password, "none")).Expect(422, "invalid-token");
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password, stepUp: "none")).Expect(422, "invalid-token");
        (await app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: Session(person, "sc", "totp"))).Expect(422, "invalid-token");
        var another = await app.Main.RegisterAsync();
        (await app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: Session(another, "sc"))).Expect(422, "invalid-token");
        (await app.Client("other").ChangePasswordAsync(person.AccountId, New, signInToken: Session(person, "sc"))).Expect(422, "invalid-token");
    }

    [Fact]
    public async Task APasswordTokenNeedsTheCurrentPasswordBesideIt()
    {
        var person = await app.Main.RegisterAsync();
        CreateAccountTests.AssertPointer("/currentPassword", await app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: Session(person, "pwd")));
    }

    [Theory]
    [InlineData("short77", "too-short")]
    [InlineData("password123", "common")]
    public async Task AnEasyPasswordIsRefusedWithItsReason(string password, string reason)
    {
        var person = await app.Main.RegisterAsync();
        var answer = (await app.Main.ChangePasswordAsync(person.AccountId, password, RelyingParty.Password)).Expect(422, "weak-password");
        Assert.Equal(reason, answer.Text("reason"));
        (await app.Main.ChangePasswordAsync(person.AccountId, person.Identifier + "!", RelyingParty.Password)).Expect(422, "weak-password");
    }

    [Fact]
    public async Task ALockedAccountChangesNoPassword()
    {
        var person = await app.Main.RegisterAsync();
        await app.LockAsync(person);
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password)).Expect(403, "account-locked");
        (await app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: Session(person, "sc"))).Expect(403, "account-locked");
    }

    [Fact]
    public async Task AChangeThatAnotherOvertookIsAConflict()
    {
        var person = await app.Main.RegisterAsync();
        app.Neighbours.Meanwhile[person.AccountId] = () =>
            app.InDatabaseAsync(db => db.Accounts.Where(a => a.Id == person.AccountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, 2)));
        (await app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password)).Expect(409, "conflict");
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfTwoChangesAtOnceOneIsDone()
    {
        var person = await app.Main.RegisterAsync("some-work");
        await app.Main.TokenAsync();
        var answers = await Task.WhenAll(
            app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password),
            app.Main.ChangePasswordAsync(person.AccountId, "a brighter morning", RelyingParty.Password));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Single(answers, answer => answer.Code is "conflict" or "invalid-credentials");
    }

    [Fact]
    public async Task WithoutANewPasswordNothingIsAsked() =>
        CreateAccountTests.AssertPointer("/newPassword", await app.Main.SendAsync(
            HttpMethod.Put, $"/v1/accounts/{(await app.Main.RegisterAsync()).AccountId}/password", new JsonObject { ["currentPassword"] = "x" }.ToJsonString()));

    private IEnumerable<string> RaisesOf(Person person) =>
        app.Neighbours.Told.Where(told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId)).Select(told => told.Body);

    private void Owe(Person person) => app.Neighbours.Summaries[person.AccountId] = new FactorSummary(1, null, 0, true, 0, []);

    private string Session(Person person, string method, string? factor = null) => app.Session(person, method, factor);
}
