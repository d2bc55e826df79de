using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

public sealed class ConfirmEnrolmentTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    public void Dispose()
    {
        app.Challenge.Trouble.Clear();
        app.Challenge.Refuse = null;
        app.Challenge.Approving = null;
    }

    [Fact]
    public async Task ARightCodeActivatesAndTellsChallengeWhoseChangeItWas()
    {
        var person = app.NewPerson();
        var session = person.NewSession();
        var started = (await person.StartAsync(person.Request(person.TokenOf(session)))).Expect(HttpStatusCode.Created);

        var confirmed = (await person.ConfirmAsync(started)).Expect(HttpStatusCode.OK);

        Assert.Equal("no-store", confirmed.Headers["Cache-Control"]);
        Assert.Equal("active", (string)confirmed.Body["factor"]!["status"]!);
        Assert.StartsWith("step-up-", confirmed["stepUpToken"], StringComparison.Ordinal);
        Assert.True(confirmed.Body.AsObject().ContainsKey("assertion") && confirmed.Body["assertion"] is null);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", confirmed["revocationCode"]);
        Assert.Equal(new VersionRaise(person.Realm, 1, session.Id), app.Challenge.Versions[person.Id]);
        var (account, factor, outbox) = await app.ReadAsync(async db => (
            await db.Accounts.SingleAsync(a => a.AccountId == person.Id), await db.Factors.SingleAsync(f => f.AccountId == person.Id),
            await db.Outbox.Where(row => row.Payload.Contains(person.Id) || row.Path.Contains(person.Id)).ToListAsync()));
        Assert.True(account.Owed);
        Assert.True(factor.LastStep > 0);
        Assert.Equal(("bus", "AuditEvent"), (Assert.Single(outbox).Target, outbox[0].Path));
        var told = JsonSerializer.Deserialize(outbox[0].Payload, ContractsJson.Default.AuditEvent)!;
        Assert.Equal(
            ("factor.confirmed", "first", "totp", factor.Id, "rp_one", session.Id), (told.Type, told.Reason, told.Factor, told.FactorId, told.RelyingParty, told.Session));
    }

    [Fact]
    public async Task WithANonceAnAssertionComesToo()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        request["nonce"] = "n-0S6";

        Assert.StartsWith("assertion-", (await person.EnrolAsync(request))["assertion"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongCodeTellsWhatIsLeft()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        var wrong = (await person.ConfirmAsync(started["id"], "000000" == Person.CodeOf(started) ? "000001" : "000000"))
            .Expect(HttpStatusCode.UnprocessableEntity, "invalid-code");

        Assert.Equal(4, (int)wrong.Body["attemptsRemaining"]!);
        var read = (await person.Backend.GetAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(4, (int)read.Body["attemptsRemaining"]!);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"code":""}""")]
    [InlineData("""{"code":"12345"}""")]
    [InlineData("""{"code":"1234567"}""")]
    [InlineData("""{"code":"12345a"}""")]
    [InlineData("""{"code":" 123456"}""")]
    [InlineData("""{"code":"１２３４５６"}""")]
    [InlineData("""{"code":123456}""")]
    public async Task ACodeOfAnotherFormIsMalformedAndNoGuess(string body)
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Calls.Clear();

        var reply = (await person.Backend.SendAsync(HttpMethod.Post, $"{person.Factors}/{started["id"]}/confirm", body))
            .Expect(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(["/code"], reply.Pointers);
        Assert.Empty(app.Challenge.Calls);
    }

    public static TheoryData<string, int> RefusalsOfChallenge => new()
    {
        { "challenge-locked", 0 }, { "account-cooling-down", 77 }, { "challenge-over", 0 }, { "overloaded", 5 }, { "wait-for-next-code", 12 }, { "dependency-unavailable", 2 },
    };

    [Theory]
    [MemberData(nameof(RefusalsOfChallenge))]
    public async Task WhatChallengeRefusesIsHandedOnUnchanged(string code, int retryAfter)
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var kind = ProblemKind.Find(code)!;
        app.Challenge.Refuse = _ => new Problem(kind, "As told.") { RetryAfter = retryAfter > 0 ? TimeSpan.FromSeconds(retryAfter) : null }.With("next", "new-challenge");

        var reply = (await person.ConfirmAsync(started)).Expect((HttpStatusCode)kind.Status, code);

        Assert.Equal(("As told.", "new-challenge"), (reply["detail"], reply["next"]));
        Assert.Equal(retryAfter > 0 ? $"{retryAfter}" : null, reply.Headers.GetValueOrDefault("Retry-After"));
        Assert.Equal(FactorStatus.Pending, (await FactorOf(person)).Status);
    }

    [Fact]
    public async Task AnotherRelyingPartysPendingFactorIsNotThere()
    {
        var person = app.NewPerson();
        var other = person.At("rp_two").Backend;
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var path = $"{person.Factors}/{started["id"]}";
        var unknown = (await other.GetAsync($"{person.Factors}/fac_aaaaaaaaaaaaaaaaaaaaaaaaaa")).Expect(HttpStatusCode.NotFound, "not-found").WithoutTrace();

        Assert.Equal(unknown, (await other.GetAsync(path)).WithoutTrace());
        Assert.Equal(unknown, (await other.PostAsync($"{path}/confirm", new JsonObject { ["code"] = Person.CodeOf(started) })).WithoutTrace());
        Assert.Equal(unknown, (await other.DeleteAsync(path)).WithoutTrace());
        Assert.Empty((await other.GetAsync(person.Factors)).Expect(HttpStatusCode.OK).Body["items"]!.AsArray());
        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.OK);
        (await other.GetAsync(path)).Expect(HttpStatusCode.OK);
        (await other.PostAsync($"{path}/confirm", new JsonObject { ["code"] = Person.CodeOf(started) })).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task ARepeatWithTheSameCodeAnswersTheSame()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var code = Person.CodeOf(started);
        var first = (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK);

        Assert.Equal(first.Text, (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(1, app.Challenge.Versions[person.Id].Number);
    }

    [Fact]
    public async Task TwentyConfirmsAtOnceMakeOneActiveFactor()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var code = Person.CodeOf(started);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => person.ConfirmAsync(started["id"], code))));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.OK).Text).Distinct());
        Assert.Equal(FactorStatus.Active, (await FactorOf(person)).Status);
        Assert.Equal(1, await app.ReadAsync(db => db.Accounts.Where(a => a.AccountId == person.Id).Select(a => a.Version).SingleAsync()));
    }

    [Fact]
    public async Task AnApprovalWhoseAnswerIsLostHealsByTheRepeat()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var code = Person.CodeOf(started);
        app.Challenge.Approving = _ => throw new IOException("The answer never leaves.");
        (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        Assert.Equal(FactorStatus.Pending, (await FactorOf(person)).Status);

        app.Challenge.Approving = null;

        (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK);
        Assert.Equal(FactorStatus.Active, (await FactorOf(person)).Status);
    }

    [Fact]
    public async Task UntilChallengeKnowsTheVersionTheChangeIsNotDone()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var code = Person.CodeOf(started);
        app.Challenge.Trouble[$"/internal/factor-sets/{person.Id}"] = Neighbour.BeUnavailable;

        var reply = (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.Equal("2", reply.Headers["Retry-After"]);
        (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        Assert.Equal("active", (await person.Backend.GetAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.OK)["status"]);
        Assert.False(app.Challenge.Versions.ContainsKey(person.Id));

        app.Challenge.Trouble.Clear();
        (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK);
        Assert.Equal(1, app.Challenge.Versions[person.Id].Number);
    }

    [Theory]
    [InlineData("hangs up")]
    [InlineData("is unavailable")]
    public async Task TheOutboxRepeatsTheVersionUntilItIsAcknowledged(string trouble)
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var path = $"/internal/factor-sets/{person.Id}";
        app.Challenge.Trouble[path] = trouble == "hangs up" ? Neighbour.HangUp : Neighbour.BeUnavailable;
        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.ServiceUnavailable);
        await Eventually.IsTrueAsync(() => app.ReadAsync(db => db.Outbox.AnyAsync(row => row.Path.StartsWith(path) && row.Attempts >= 3)), "the version is tried again");

        app.Challenge.Trouble.Clear();

        await Eventually.IsTrueAsync(async () => app.Challenge.Versions.ContainsKey(person.Id) && !await app.ReadAsync(db => db.Outbox.AnyAsync(row => row.Path.StartsWith(path))), "the version has arrived");
    }

    [Fact]
    public async Task WhenChallengeNeverAnswersTheCallerHearsWithinTwoSeconds()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Trouble["/internal/proofs"] = Neighbour.NeverAnswer;
        var from = TimeProvider.System.GetTimestamp();

        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.InRange(TimeProvider.System.GetElapsedTime(from), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task MovingEndsTheOldAppItsSecretAndItsWrongCodes()
    {
        var person = app.NewPerson();
        var old = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        await app.TellAsync(app.OutcomeOf(person, "charged", "wrong-1"), app.OutcomeOf(person, "charged", "wrong-2"), app.OutcomeOf(person, "charged", "e", "enrol"));
        var request = person.Request(null);
        request["replaces"] = old;

        var confirmed = await person.EnrolAsync(request, person.StepUp());

        (await person.Backend.GetAsync($"{person.Factors}/{old}")).Expect(HttpStatusCode.NotFound, "not-found");
        var items = (await person.Backend.GetAsync(person.Factors)).Body["items"]!.AsArray();
        Assert.Equal((string)confirmed.Body["factor"]!["id"]!, (string)Assert.Single(items)!["id"]!);
        var ended = await app.ReadAsync(db => db.Factors.SingleAsync(f => f.Id == old));
        Assert.Equal((FactorStatus.Ended, null), (ended.Status, ended.Secret));
        Assert.Equal("enrol", (await app.SetOf(person)).WrongCodes.Single().Kind);
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        // News of a guess at the old app that comes only now counts for nothing.
        await app.TellAsync(app.OutcomeOf(person, "charged", "late", at: TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds()));
        Assert.Single((await app.SetOf(person)).WrongCodes);
    }

    [Fact]
    public async Task AnotherSessionsChangeDuringTheApprovalStopsTheActivation()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Approving = _ => app.ChangeAsync(person, (account, _) => account.Raise("another session", DateTimeOffset.UtcNow));

        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.Conflict, "conflict");

        Assert.Equal(FactorStatus.Pending, (await FactorOf(person)).Status);
        Assert.False(await app.ReadAsync(db => db.Accounts.Where(a => a.AccountId == person.Id).Select(a => a.Owed).SingleAsync()));
    }

    [Fact]
    public async Task ANewerStartDuringTheApprovalEndsTheOlder()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Approving = async _ => (await person.StartAsync()).Expect(HttpStatusCode.Created);

        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.Gone, "challenge-over");

        var statuses = await app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id).ToDictionaryAsync(f => f.Id, f => f.Status));
        Assert.Equal((2, FactorStatus.Superseded), (statuses.Count, statuses[started["id"]]));
        Assert.Contains(FactorStatus.Pending, statuses.Values);
    }

    [Fact]
    public async Task HowFarThePhonesClockIsOffIsHandedOn()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Refuse = _ => new Problem(ProblemKind.InvalidCode, "The code is wrong.").With("attemptsRemaining", 3).With("clockOffsetSeconds", -47);

        var reply = (await person.ConfirmAsync(started)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-code");

        Assert.Equal((3, -47), ((int)reply.Body["attemptsRemaining"]!, (int)reply.Body["clockOffsetSeconds"]!));
        Assert.Equal(FactorStatus.Pending, (await FactorOf(person)).Status);
    }

    private Task<Factor> FactorOf(Person person) => app.ReadAsync(db => db.Factors.AsNoTracking().SingleAsync(f => f.AccountId == person.Id));
}
