using System.Net;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>UpdateAccount with an address that counts at once: an operator's, or a relying party's that may vouch.</summary>
public sealed class VouchedAddressTests(DirectoryApp app)
{
    private const string Old = "anna@example.hu";
    private const string New = "anna.new@example.org";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoMayVouchChangesTheAddressAtOnceAndBothAreTold(bool isOperator)
    {
        var (person, desk) = (await app.RegisterWithAddressAsync(Old), await Staff.OperatorAsync(app));
        var session = app.Session(person, "sc");
        var changed = (await (isOperator ? DeskAsync(desk, person) : PatchAsync(person))).Expect(HttpStatusCode.OK);
        Assert.Equal((New, null), (changed.Text("email"), changed.Body!["pendingEmail"]));
        Assert.Equal("""{"realm":"quick","number":2}""",
            Assert.Single(app.Neighbours.Told, told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId)).Body);
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", signInToken: session)).Expect(422, "invalid-token");
        await Eventually.IsTrueAsync(() => app.Neighbours.Told.Any(told => told.Path == EnrollmentClient.AddressPath(person.AccountId)), "the new address at Enrollment");
        Assert.Equal(
            [("address-changed", Old), ("address-confirmed", New)],
            (await app.MailsAsync(person)).ConvertAll(mail => (mail.Template, app.RecipientOf(mail).Address)));
        var happened = Assert.Single(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "email.changed");
        Assert.Equal(isOperator ? (desk.Id, "Identified at the desk.") : (app.Main.Id, "vouched"),
            (happened["relyingParty"]!.GetValue<string>(), happened["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task WhoMayNotVouchChangesNothing()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, by: app.Client("other"))).Expect(403, "forbidden");
        (await PatchAsync(person, verified: false)).Expect(403, "step-up-required");
        (await PatchAsync(person, verified: null)).Expect(403, "step-up-required");
        var auditor = await Staff.AuditorAsync(app);
        (await DeskAsync(auditor, person)).Expect(403, "forbidden");
        (await DeskAsync(await Staff.OperatorAsync(app, "dev"), person)).Expect(404, "not-found");
        await AssertUnchangedAsync(person);
    }

    [Fact]
    public async Task NoTokenOfAPersonStandsBesideTheWord()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        foreach (var method in new[] { "pwd", "rc", "sc" })
            CreateAccountTests.AssertPointer("/emailVerified", await PatchAsync(person, signInToken: app.Session(person, method)));
        CreateAccountTests.AssertPointer("/emailVerified", await PatchAsync(person, stepUp: app.Session(person, "pwd", "totp")));
        CreateAccountTests.AssertPointer("/emailVerified", await app.Main.SendAsync(HttpMethod.Patch, Path(person), """{"emailVerified":true}"""));
        CreateAccountTests.AssertPointer("/reason", await app.Main.SendAsync(HttpMethod.Patch, Path(person), """{"reason":"mine"}"""));
        await AssertUnchangedAsync(person);
    }

    [Fact]
    public async Task AnOperatorSaysWhyAndThatTheAddressIsThePersons()
    {
        var (person, desk) = (await app.RegisterWithAddressAsync(Old), await Staff.OperatorAsync(app));
        CreateAccountTests.AssertPointer("/reason", await desk.SendAsync(HttpMethod.Patch, Path(person), new JsonObject { ["email"] = New, ["emailVerified"] = true }));
        CreateAccountTests.AssertPointer("/emailVerified", await desk.SendAsync(HttpMethod.Patch, Path(person), new JsonObject { ["email"] = New, ["reason"] = "r" }));
        await AssertUnchangedAsync(person);
    }

    [Fact]
    public async Task OnALockedAccountOnlyAnOperatorsWordCounts()
    {
        var (person, desk) = (await app.RegisterWithAddressAsync(Old), await Staff.OperatorAsync(app));
        (await desk.LockAsync(person)).Expect(HttpStatusCode.OK);
        (await PatchAsync(person)).Expect(403, "account-locked");
        var changed = (await DeskAsync(desk, person)).Expect(HttpStatusCode.OK);
        Assert.Equal((New, "locked"), (changed.Text("email"), changed.Text("status")));
    }

    [Fact]
    public async Task WhatWaitedWaitsNoMore()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await app.Main.SendAsync(HttpMethod.Patch, Path(person), """{"email":"third@example.org"}""", app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        (await PatchAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("canceled", Assert.Single(app.Neighbours.Mail.Of(person.AccountId)).Status);
        (await app.Main.PostAsync(Path(person) + "/email/confirm", new JsonObject { ["code"] = MailProofs.Code })).Expect(410, "challenge-over");
        Assert.Equal(New, (await app.Main.GetAsync(Path(person))).Text("email"));
    }

    [Fact]
    public async Task TheAddressItHasEndsNoSession()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, "anna@EXAMPLE.hu")).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(app.Neighbours.Told, told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId));
        Assert.Empty(await app.MailsAsync(person));
    }

    [Fact]
    public async Task AnAddressThatNobodyConfirmedIsConfirmedByTheWord()
    {
        var person = await app.JoinAsync("typed.wrong@example.hu");
        (await app.Main.SignInAsync(person)).Expect(422, "invalid-credentials");
        Assert.Equal("active", (await PatchAsync(person)).Expect(HttpStatusCode.OK).Text("status"));
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutChallengesWordItIsDoneButNotAnswered()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var person = await own.RegisterWithAddressAsync(Old);
        own.Neighbours.Broken = ChallengeClient.AccountVersionPath(person.AccountId);
        (await PatchAsync(person, by: own.Main)).Expect(503, "dependency-unavailable");
        own.Neighbours.Broken = null;
        Assert.Equal(New, (await PatchAsync(person, by: own.Main)).Expect(HttpStatusCode.OK).Text("email"));
    }

    private static string Path(Person person) => $"/v1/accounts/{person.AccountId}";

    private static Task<Answer> DeskAsync(Staff desk, Person person) => desk.SendAsync(
        HttpMethod.Patch, Path(person), new JsonObject { ["email"] = New, ["emailVerified"] = true, ["reason"] = "Identified at the desk." });

    private Task<Answer> PatchAsync(
        Person person, string email = New, bool? verified = true, RelyingParty? by = null, string? signInToken = null, string? stepUp = null)
    {
        var body = new JsonObject { ["email"] = email };
        if (verified is not null)
            body["emailVerified"] = verified;
        if (signInToken is not null)
            body["signInToken"] = signInToken;
        return (by ?? app.Main).SendAsync(HttpMethod.Patch, Path(person), body.ToJsonString(), stepUp);
    }

    private async Task AssertUnchangedAsync(Person person)
    {
        Assert.Equal(Old, (await app.Main.GetAsync(Path(person))).Text("email"));
        Assert.Empty(await app.MailsAsync(person));
        Assert.DoesNotContain(app.Neighbours.Told, told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId));
    }
}
