using System.Net;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>LockAccount and UnlockAccount.</summary>
public sealed class LockAccountTests(DirectoryApp app)
{
    [Fact]
    public async Task ALockedAccountCannotSignInUntilItIsUnlocked()
    {
        var (person, desk) = (await app.Main.RegisterAsync(), await Staff.OperatorAsync(app));
        Assert.Equal("locked", (await desk.LockAsync(person)).Expect(HttpStatusCode.OK).Text("status"));
        (await app.Main.SignInAsync(person)).Expect(403, "account-locked");
        Assert.Equal("active", (await desk.UnlockAsync(person)).Expect(HttpStatusCode.OK).Text("status"));
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task BeforeARightPasswordALockIsNotTold()
    {
        var (person, desk) = (await app.Main.RegisterAsync(), await Staff.OperatorAsync(app));
        (await desk.LockAsync(person)).Expect(HttpStatusCode.OK);
        var locked = (await app.Main.SignInAsync(person, "a wrong password")).Expect(422, "invalid-credentials");
        var unknown = (await app.Main.SignInAsync(person with { Identifier = Ask.NewUsername() }, "a wrong password")).Expect(422, "invalid-credentials");
        Assert.Equal(unknown.WithoutTrace(), locked.WithoutTrace());
    }

    [Fact]
    public async Task EverySessionEndsBeforeTheAnswerAndNobodysSurvives()
    {
        var (person, desk) = (await app.RegisterWithAddressAsync("anna@example.hu"), await Staff.OperatorAsync(app));
        var (signature, stepUp) = (app.Session(person, "sc"), app.Session(person, "pwd", "totp"));
        (await desk.LockAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("""{"realm":"quick","number":2}""", Assert.Single(Raises(app, person)));
        // Challenge says so first; who asks it too early meets the same here.
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", signInToken: signature)).Expect(403, "account-locked");
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", RelyingParty.Password, stepUp: stepUp)).Expect(403, "account-locked");
        (await app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", """{"email":"new@example.hu"}""", stepUp)).Expect(403, "account-locked");
        (await app.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", stepUp)).Expect(422, "invalid-token");
        (await app.InsideAsync(HttpMethod.Post, "/internal/password-checks", new JsonObject
        {
            ["realm"] = "quick",
            ["accountId"] = person.AccountId,
            ["password"] = RelyingParty.Password,
            ["relyingParty"] = app.Main.Id,
        })).Expect(403, "account-locked");
        (await desk.UnlockAsync(person)).Expect(HttpStatusCode.OK);
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", signInToken: signature)).Expect(422, "invalid-token");
    }

    [Fact]
    public async Task WhatIsSoAlreadyAnswersTheSameAndIsToldOnce()
    {
        var (person, desk) = (await app.Main.RegisterAsync(), await Staff.OperatorAsync(app));
        (await desk.UnlockAsync(person)).Expect(HttpStatusCode.OK);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.LockAsync(person)));
        Assert.Single(answers.Select(answer => answer.Expect(HttpStatusCode.OK).Content).Distinct());
        Assert.Single(Raises(app, person).Distinct());
        Assert.Single(await EventsAsync(person, "account.locked"));
        Assert.Empty(await EventsAsync(person, "account.unlocked"));
    }

    [Fact]
    public async Task WhoAndWhyIsOnRecordAndThePersonIsTold()
    {
        var (person, desk) = (await app.RegisterWithAddressAsync("anna@example.hu"), await Staff.OperatorAsync(app));
        (await desk.LockAsync(person, "Bejelentés: ellopott telefon.")).Expect(HttpStatusCode.OK);
        (await desk.UnlockAsync(person, "Személyesen azonosítva.")).Expect(HttpStatusCode.OK);
        var happened = Assert.Single(await EventsAsync(person, "account.locked"));
        Assert.Equal((desk.Id, "Bejelentés: ellopott telefon.", null),
            (happened["relyingParty"]!.GetValue<string>(), happened["reason"]!.GetValue<string>(), happened["session"]));
        Assert.Equal("Személyesen azonosítva.", Assert.Single(await EventsAsync(person, "account.unlocked"))["reason"]!.GetValue<string>());

        await app.RecordAsync(Told.Event("account.locked", person) with { RelyingParty = desk.Id, Reason = "ellopott" });
        await app.RecordAsync(Told.Event("account.unlocked", person, Told.At + 1) with { RelyingParty = desk.Id, Reason = "azonosítva" });
        Assert.Equal(["account-locked", "account-unlocked"], (await app.MailsAsync(person)).ConvertAll(mail => mail.Template));
        var shown = (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}/activity")).Expect(HttpStatusCode.OK);
        Assert.Equal(["account.unlocked", "account.locked"], shown.Body!["items"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()));
        Assert.DoesNotContain("ellopott", shown.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("staff", shown.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("line\nline")]
    [InlineData("501")]
    public async Task WithoutAReasonNothingIsLocked(string? reason)
    {
        var (person, desk) = (await app.Main.RegisterAsync(), await Staff.OperatorAsync(app));
        var body = new JsonObject { ["reason"] = reason == "501" ? new string('r', 501) : reason };
        CreateAccountTests.AssertPointer("/reason", await desk.SendAsync(HttpMethod.Post, $"/v1/accounts/{person.AccountId}/lock", body));
        Assert.Equal("active", (await desk.GetAsync($"/v1/accounts/{person.AccountId}")).Text("status"));
        (await desk.LockAsync(person, new string('r', 500))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OnlyAnOperatorOfTheRealmLocks()
    {
        var person = await app.Main.RegisterAsync();
        var (auditor, elsewhere) = (await Staff.AuditorAsync(app), await Staff.OperatorAsync(app, "dev"));
        var path = $"/v1/accounts/{person.AccountId}";
        foreach (var what in new[] { "/lock", "/unlock" })
        {
            (await app.Main.PostAsync(path + what, new JsonObject { ["reason"] = "r" })).Expect(403, "forbidden");
            (await auditor.SendAsync(HttpMethod.Post, path + what, new JsonObject { ["reason"] = "r" })).Expect(403, "forbidden");
            var foreign = (await elsewhere.SendAsync(HttpMethod.Post, path + what, new JsonObject { ["reason"] = "r" })).Expect(404, "not-found");
            var unknown = (await elsewhere.SendAsync(HttpMethod.Post, $"/v1/accounts/{OpaqueId.New("acc_")}{what}", new JsonObject { ["reason"] = "r" })).Expect(404, "not-found");
            Assert.Equal(unknown.WithoutTrace(), foreign.WithoutTrace());
        }

        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutChallengesWordItIsDoneButNotAnswered()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var (person, desk) = (await own.Main.RegisterAsync(), await Staff.OperatorAsync(own));
        own.Neighbours.Broken = ChallengeClient.AccountVersionPath(person.AccountId);
        (await desk.LockAsync(person)).Expect(503, "dependency-unavailable");
        (await desk.LockAsync(person)).Expect(503, "dependency-unavailable");
        (await own.Main.SignInAsync(person)).Expect(403, "account-locked");
        own.Neighbours.Broken = null;
        (await desk.LockAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Single(await own.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "account.locked");
    }

    private static IEnumerable<string> Raises(DirectoryApp of, Person person) =>
        of.Neighbours.Told.Where(told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId)).Select(told => told.Body);

    private async Task<List<JsonNode>> EventsAsync(Person person, string type) =>
        (await app.RowsAsync(person, nameof(AuditEvent))).FindAll(row => row["type"]!.GetValue<string>() == type);
}
