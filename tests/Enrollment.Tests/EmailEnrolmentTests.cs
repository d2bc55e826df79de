using System.Net;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>The e-mail factor, from its start to its use.</summary>
public sealed class EmailEnrolmentTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    private const string Address = "anna@example.hu";

    public void Dispose()
    {
        app.Challenge.Trouble.Clear();
        app.Challenge.Refuse = null;
        app.Challenge.Approving = null;
        app.People.Trouble.Clear();
    }

    [Theory]
    [InlineData("quick")]
    [InlineData("mailed")]
    public async Task StartingMailsACodeAndSaysWhatBecameOfIt(string realm)
    {
        var person = app.NewPerson(realm, email: Address);
        var session = person.NewSession();
        var request = person.EmailRequest(person.TokenOf(session));
        request["context"] = new JsonObject { ["ip"] = "192.0.2.7" };

        var started = (await person.StartAsync(request)).Expect(HttpStatusCode.Created);

        Assert.Equal(("email", "pending", "digits-6", "a…@e….hu"), (started["type"], started["status"], started["format"], started["hint"]));
        Assert.Equal("queued", (string)started.Body["delivery"]!["state"]!);
        Assert.False(started.Body["delivery"]!.AsObject().ContainsKey("smtpReply"));
        Assert.Equal(5, (int)started.Body["attemptsRemaining"]!);
        Assert.All(new[] { "expiresAt", "resendAvailableAt", "createdAt" }, member => Assert.EndsWith("Z", started[member], StringComparison.Ordinal));
        Assert.Null(started.Body["totp"]);
        var mail = app.Challenge.MailOf(started["id"]);
        Assert.Equal(("enrol", realm, person.Id, "rp_one", session.Id), (mail.Purpose, mail.Realm, mail.AccountId, mail.RelyingParty, mail.Session!.Id));
        Assert.Equal((new Mailbox(Address, null, "en", person.Card.Label), false, false, null, "192.0.2.7", 600),
            (mail.Mailbox, mail.Rebinds, mail.SpendsSignInToken, mail.Nonce, mail.Network, mail.LifeSeconds));
        Assert.DoesNotContain(Address, started.Text, StringComparison.Ordinal);
        var read = (await person.Backend.GetAsync(started.Headers["Location"])).Expect(HttpStatusCode.OK);
        Assert.Equal(started.Text, read.Text);
        Assert.True(JsonNode.DeepEquals(started.Body, (await person.Backend.GetAsync(person.Factors)).Body["items"]![0]));
    }

    [Fact]
    public async Task WhatBecomesOfTheMailChangesTheTag()
    {
        var person = app.NewPerson(email: Address);
        var started = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);
        var tag = (await person.Backend.GetAsync(started.Headers["Location"])).Headers["ETag"];
        (await person.Backend.GetAsync(started.Headers["Location"], ("If-None-Match", tag))).Expect(HttpStatusCode.NotModified);

        app.Challenge.Deliver(started["id"], new("failed", TimeProvider.System.GetUtcNow(), 1, "550 5.1.1"));

        var read = (await person.Backend.GetAsync(started.Headers["Location"], ("If-None-Match", tag))).Expect(HttpStatusCode.OK);
        Assert.Equal(("failed", "550 5.1.1", 1), (
            (string)read.Body["delivery"]!["state"]!, (string)read.Body["delivery"]!["smtpReply"]!, (int)read.Body["delivery"]!["attempts"]!));
    }

    [Fact]
    public async Task TheRightCodeMakesItActiveAndTheSetTellsWhereCodesGo()
    {
        var person = app.NewPerson("mailed", email: Address);
        var session = person.NewSession();
        var request = person.EmailRequest(person.TokenOf(session));
        request["nonce"] = "n-1";

        var confirmed = await person.EnrolEmailAsync(request);

        Assert.Equal(("email", "active", "a…@e….hu"), (
            (string)confirmed.Body["factor"]!["type"]!, (string)confirmed.Body["factor"]!["status"]!, (string)confirmed.Body["factor"]!["hint"]!));
        Assert.True(confirmed.Body.AsObject().ContainsKey("revocationCode") && confirmed.Body["revocationCode"] is null);
        Assert.StartsWith("assertion-", confirmed["assertion"], StringComparison.Ordinal);
        Assert.Equal(new VersionRaise("mailed", 1, session.Id), app.Challenge.Versions[person.Id]);
        var set = await app.SetOf(person);
        var factor = Assert.Single(set.Factors);
        Assert.Equal(("email", "active", "a…@e….hu", null, null, 6, null), (
            factor.Type, factor.Status, factor.Hint, factor.Secret, factor.Algorithm, factor.Digits, factor.PeriodSeconds));
        Assert.True(factor.BornAt > 0);
        Assert.Equal((new Mailbox(Address, null, "en", person.Card.Label), 1, true), (set.Mailbox!, set.AccountVersion, set.Owed));
        var told = Assert.Single(await ToldOf(person));
        Assert.Equal(("factor.confirmed", "first", "email"), (told.Type, told.Reason, told.Factor));
    }

    [Fact]
    public async Task AWrongCodeTellsWhatIsLeftAndAnotherFormIsNoGuess()
    {
        var person = app.NewPerson(email: Address);
        var started = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);

        var wrong = (await person.ConfirmAsync(started["id"], Other(app.Challenge.MailedCode(started["id"])))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-code");
        (await person.ConfirmAsync(started["id"], "12345678")).Expect(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(4, (int)wrong.Body["attemptsRemaining"]!);
        Assert.Equal(4, (int)(await person.Backend.GetAsync(started.Headers["Location"])).Body["attemptsRemaining"]!);
    }

    [Theory]
    [InlineData("quick", "pwd")]
    [InlineData("mailed", "pwd")]
    [InlineData("signature", "sc")]
    public async Task WithoutAVerifiedAddressThereIsNothingToMail(string realm, string method)
    {
        var person = app.NewPerson(realm);

        var reply = (await person.StartAsync(person.EmailRequest(person.SignIn(method)))).Expect(HttpStatusCode.Forbidden, "bootstrap-required");

        Assert.Equal("""["verified-email"]""", reply.Body["accepts"]!.ToJsonString());
        Assert.Equal(0, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id)));
    }

    [Fact]
    public async Task InASignatureRealmThePasswordOpensNoFirstEmailFactorEither()
    {
        var person = app.NewPerson("signature", email: Address);

        var reply = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Forbidden, "bootstrap-required");

        Assert.Equal("""["signature"]""", reply.Body["accepts"]!.ToJsonString());
    }

    [Fact]
    public async Task ARealmWithoutTheKindRefusesIt()
    {
        var person = app.NewPerson(EnrollmentApp.AppsOnly, email: Address);

        (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Forbidden, "factor-not-allowed");
        (await person.StartAsync()).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ThePasswordIsAskedAgainAndAWrongOneMailsNothing()
    {
        var person = app.NewPerson("mailed", email: Address);

        Assert.Equal(["/password"], (await person.StartAsync(person.EmailRequest(person.SignIn(), null))).Expect(HttpStatusCode.BadRequest).Pointers);
        (await person.StartAsync(person.EmailRequest(person.SignIn(), "wrong"))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");

        Assert.Equal(0, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id)));
    }

    [Theory]
    [InlineData("totp", true)]
    [InlineData("recovery", true)]
    [InlineData("email", false)]
    public async Task OnlyAStepUpByAnotherKindBindsEmailAnew(string proved, bool rebinds)
    {
        var person = app.NewPerson(email: Address);
        await person.EnrolAsync();

        var started = (await person.StartAsync(person.EmailRequest(null), person.StepUp(proved))).Expect(HttpStatusCode.Created);

        Assert.Equal(rebinds, app.Challenge.MailOf(started["id"]).Rebinds);
    }

    [Theory]
    [InlineData("sc", false)]
    [InlineData("rc", true)]
    public async Task ASignatureOrARevocationBindsEmailAnewAndTheLatterIsSpent(string method, bool spends)
    {
        var person = app.NewPerson(email: Address);

        var started = (await person.StartAsync(person.EmailRequest(person.SignIn(method), null))).Expect(HttpStatusCode.Created);

        Assert.Equal((true, spends), (app.Challenge.MailOf(started["id"]).Rebinds, app.Challenge.MailOf(started["id"]).SpendsSignInToken));
    }

    [Fact]
    public async Task AnAppAndAnAddressStandSideBySide()
    {
        var person = app.NewPerson(email: Address);
        await person.EnrolAsync();

        var confirmed = await person.EnrolEmailAsync(person.EmailRequest(null), person.StepUp());

        var items = (await person.Backend.GetAsync(person.Factors)).Body["items"]!.AsArray();
        Assert.Equal(["totp active", "email active"], items.Select(item => $"{item!["type"]} {item["status"]}"));
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        Assert.Null((await ToldOf(person)).Single(told => told.FactorId == (string)confirmed.Body["factor"]!["id"]!).Reason);
    }

    [Fact]
    public async Task AnExistingOneMustBeNamedAndEndsWithTheConfirm()
    {
        var person = app.NewPerson(email: Address);
        var old = (string)(await person.EnrolEmailAsync()).Body["factor"]!["id"]!;
        (await person.StartAsync(person.EmailRequest(null), person.StepUp())).Expect(HttpStatusCode.Conflict, "factor-exists");
        var request = person.EmailRequest(null);
        request["replaces"] = old;

        var moved = await person.EnrolEmailAsync(request, person.StepUp("email"));

        Assert.Equal((string)moved.Body["factor"]!["id"]!, Assert.Single((await app.SetOf(person)).Factors).Id);
        Assert.Contains(await ToldOf(person), told => told.Type == "factor.replaced" && told.FactorId == old);
    }

    public static TheoryData<string, int> Refusals => new()
    {
        { "mail-quota", 41 }, { "factor-disabled", 0 }, { "account-cooling-down", 77 }, { "relying-party-suspended", 9 }, { "overloaded", 5 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task WhatChallengeRefusesToMailIsHandedOnAndLeavesTheOlderEnrolment(string code, int retryAfter)
    {
        var person = app.NewPerson(email: Address);
        var older = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);
        var kind = ProblemKind.Find(code)!;
        app.Challenge.Refuse = _ => new Problem(kind, "As told.") { RetryAfter = retryAfter > 0 ? TimeSpan.FromSeconds(retryAfter) : null };

        foreach (var reply in new[] { await person.StartAsync(person.EmailRequest(person.SignIn())), await person.ResendAsync(older["id"]) })
        {
            reply.Expect((HttpStatusCode)kind.Status, code);
            Assert.Equal(retryAfter > 0 ? $"{retryAfter}" : null, reply.Headers.GetValueOrDefault("Retry-After"));
        }

        app.Challenge.Refuse = null;
        (await person.ConfirmAsync(older["id"], app.Challenge.MailedCode(older["id"]))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ANewerStartSupersedesTheOlderCode()
    {
        var person = app.NewPerson(email: Address);
        var older = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);
        var code = app.Challenge.MailedCode(older["id"]);
        var newer = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);

        (await person.ConfirmAsync(older["id"], code)).Expect(HttpStatusCode.Gone, "challenge-over");
        (await person.ConfirmAsync(newer["id"], app.Challenge.MailedCode(newer["id"]))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheRepeatUnderAKeySendsNoSecondMail()
    {
        var person = app.NewPerson(email: Address);
        var request = person.EmailRequest(person.SignIn());
        var first = (await person.StartAsync(request, key: "mail-once")).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, (await person.StartAsync(request, key: "mail-once")).Expect(HttpStatusCode.Created).Text);
        Assert.Equal(1, app.Challenge.MailsOf(first["id"]));
    }

    [Fact]
    public async Task SendingAgainIsForWhoeverBeganIt()
    {
        var person = app.NewPerson(email: Address);
        var started = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);

        (await person.At("rp_two").ResendAsync(started["id"])).Expect(HttpStatusCode.NotFound, "not-found");
        var sent = (await person.ResendAsync(started["id"])).Expect(HttpStatusCode.Accepted);

        Assert.Equal(2, app.Challenge.MailsOf(started["id"]));
        Assert.Equal(started["id"], sent["id"]);
        Assert.NotEqual(started["resendAvailableAt"], sent["resendAvailableAt"]);
        (await person.ConfirmAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.OK);
        (await person.ResendAsync(started["id"])).Expect(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task APendingAppHasNoMailToSendAgain()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        (await person.ResendAsync(started["id"])).Expect(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task CancelingAPendingOneEndsItsCode()
    {
        var person = app.NewPerson(email: Address);
        var started = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);
        var proof = app.Challenge.MailOf(started["id"]).ChallengeId;

        (await person.Backend.DeleteAsync(started.Headers["Location"])).Expect(HttpStatusCode.NoContent);

        Assert.False(app.Challenge.Knows(proof));
    }

    [Fact]
    public async Task TwentyConfirmsAtOnceMakeOneActiveFactor()
    {
        var person = app.NewPerson(email: Address);
        var started = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);
        var code = app.Challenge.MailedCode(started["id"]);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => person.ConfirmAsync(started["id"], code))));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.OK).Text).Distinct());
        Assert.Equal(1, app.Challenge.Versions[person.Id].Number);
        Assert.Single(await ToldOf(person));
    }

    [Theory]
    [InlineData("totp")]
    [InlineData("recovery")]
    public async Task WrongMailedCodesDisableTheKindAndOnlyAnotherProofForgetsThem(string proved)
    {
        var person = app.NewPerson(EnrollmentApp.Tiny, email: Address);
        await person.EnrolEmailAsync();
        await person.EnrolAsync(person.Request(null), person.StepUp());
        await app.TellAsync([.. Enumerable.Range(0, EnrollmentApp.TinyMailWrong).Select(i => app.OutcomeOf(person, "charged", $"w{i}", "email"))]);

        var statuses = (await app.SetOf(person)).Factors.ToDictionary(factor => factor.Type, factor => factor.Status);
        Assert.Equal(("disabled", "active"), (statuses["email"], statuses["totp"]));
        Assert.Contains(await ToldOf(person), told => told is { Type: "factor.disabled", Factor: "email", Session: null });

        var request = person.EmailRequest(null);
        request["replaces"] = (await app.SetOf(person)).Factors.Single(factor => factor.Type == "email").Id;
        await person.EnrolEmailAsync(request, person.StepUp(proved));
        Assert.Equal("active", (await app.SetOf(person)).Factors.Single(factor => factor.Type == "email").Status);
        Assert.Empty((await app.SetOf(person)).WrongCodes);
        await app.TellAsync(app.OutcomeOf(person, "charged", "late", "email", at: Ago(60)));
        Assert.Empty((await app.SetOf(person)).WrongCodes);
    }

    [Fact]
    public async Task WhatWasGuessedBeforeAFirstEmailFactorOnThePasswordStillCounts()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny, email: Address);
        await app.TellAsync(app.OutcomeOf(person, "charged", "w1", "email", at: Ago(30)));

        await person.EnrolEmailAsync();
        await app.TellAsync(app.OutcomeOf(person, "charged", "w2", "email", session: "x", at: Ago(20)), app.OutcomeOf(person, "charged", "w3", "email", session: "x"));

        Assert.Equal("disabled", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task ItsOwnProofIsNoUseOfItAndALaterCodeIs()
    {
        var person = app.NewPerson(email: Address);
        var id = (string)(await person.EnrolEmailAsync()).Body["factor"]!["id"]!;
        var bound = await app.ReadAsync(db => db.Factors.Where(f => f.Id == id).Select(f => f.BoundAt).SingleAsync());
        await app.TellAsync(app.OutcomeOf(person, "approved", "enrol", "email", at: bound, factorId: id));
        Assert.Null((await person.Backend.GetAsync($"{person.Factors}/{id}")).Body["lastUsedAt"]);

        await app.TellAsync(app.OutcomeOf(person, "approved", "used", "email", at: bound + 5, factorId: id));

        Assert.NotNull((await person.Backend.GetAsync($"{person.Factors}/{id}")).Body["lastUsedAt"]);
    }

    [Fact]
    public async Task OneOfTwoKindsMayGoAndTheLastStays()
    {
        var person = app.NewPerson(email: Address);
        var mail = (string)(await person.EnrolEmailAsync()).Body["factor"]!["id"]!;
        var appId = (string)(await person.EnrolAsync(person.Request(null), person.StepUp("email"))).Body["factor"]!["id"]!;

        (await person.Backend.DeleteAsync($"{person.Factors}/{mail}", ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.NoContent);
        (await person.Backend.DeleteAsync($"{person.Factors}/{appId}", ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Conflict, "last-factor");

        var set = await app.SetOf(person);
        Assert.Equal((0, null), (set.AccountVersion, set.Mailbox));
    }

    private static long Ago(int seconds) => TimeProvider.System.GetUtcNow().AddSeconds(-seconds).ToUnixTimeMilliseconds();

    private static string Other(string code) => code == "000000" ? "000001" : "000000";

    private Task<List<AuditEvent>> ToldOf(Person person) => app.EventsOf(person);
}
