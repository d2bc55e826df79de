using System.Net;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>A first app in a realm that asks the address on record before it shows a secret.</summary>
public sealed class FirstProofTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    public void Dispose()
    {
        app.Challenge.Trouble.Clear();
        app.Challenge.Refuse = null;
        app.Challenge.Approving = null;
        app.People.Trouble.Clear();
    }

    [Fact]
    public async Task StartingMailsACodeAndMakesNoSecret()
    {
        var (person, started) = await StartAsync("n-1");

        Assert.Equal(("totp", "proof-required", "digits-6", "a…@e….hu"), (started["type"], started["status"], started["format"], started["hint"]));
        Assert.Equal("queued", (string)started.Body["delivery"]!["state"]!);
        Assert.Null(started.Body["totp"]);
        var mail = app.Challenge.MailOf(started["id"]);
        Assert.Equal(("prove", false, false, null), (mail.Purpose, mail.Rebinds, mail.SpendsSignInToken, mail.Nonce));
        Assert.Null((await FactorOf(person)).Secret);
        Assert.Equal(started.Text, (await person.Backend.GetAsync(started.Headers["Location"])).Text);
        (await person.ConfirmAsync(started["id"], "123456")).Expect(HttpStatusCode.Conflict, "conflict");
        (await person.ResendAsync(started["id"])).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task TheMailedCodeShowsTheAppWhoseCodeConfirms()
    {
        var (person, started) = await StartAsync("n-1");

        var shown = (await person.ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.OK);

        Assert.Equal((started["id"], "pending", "authenticator app", "no-store"), (shown["id"], shown["status"], shown["hint"], shown.Headers["Cache-Control"]));
        Assert.Equal(20, Person.SecretOf(shown).Length);
        Assert.False(shown.Body.AsObject().ContainsKey("delivery") || shown.Body.AsObject().ContainsKey("resendAvailableAt"));
        var order = app.Challenge.OrderOf(started["id"]);
        Assert.Equal(("n-1", true, 900, person.Id), (order.Nonce, order.SpendsSignInToken, order.LifeSeconds, order.Session.AccountId));
        (await person.ResendAsync(started["id"])).Expect(HttpStatusCode.Conflict, "conflict");
        var confirmed = (await person.ConfirmAsync(shown)).Expect(HttpStatusCode.OK);
        Assert.StartsWith("assertion-", confirmed["assertion"], StringComparison.Ordinal);
        Assert.NotNull(confirmed.Body["revocationCode"]);
        (await person.ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.Gone, "challenge-over");
        Assert.Null((await FactorOf(person)).HeldOrder);
    }

    [Fact]
    public async Task ARepeatShowsTheSameSecret()
    {
        var (person, started) = await StartAsync();
        var code = app.Challenge.MailedCode(started["id"]);

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Patiently.AskAsync(() => person.ProveAsync(started["id"], code))));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.OK).Text).Distinct());
        (await person.ProveAsync(started["id"], Other(code))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-code");
        (await person.ConfirmAsync(replies[0])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AProveThatBrokeOffAnywhereHealsByTheRepeat()
    {
        var (person, started) = await StartAsync();
        var code = app.Challenge.MailedCode(started["id"]);
        app.People.Trouble["/internal/accounts"] = Neighbour.HangUp;
        (await person.ProveAsync(started["id"], code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        app.People.Trouble.Clear();
        app.Challenge.Approving = _ => throw new IOException("The answer never leaves.");
        (await person.ProveAsync(started["id"], code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        Assert.Equal(FactorStatus.ProofRequired, (await FactorOf(person)).Status);
        app.Challenge.Approving = null;
        // The order of the app's own proof is what fails now: the confirm of the mailed code has another path.
        app.Challenge.Refuse = null;
        var mailed = app.Challenge.MailOf(started["id"]).ChallengeId;
        app.Challenge.Trouble["/internal/proofs"] = context => context.Request.Path.Value!.Contains(mailed, StringComparison.Ordinal)
                ? TypedResults.Json(new PendingProofApproved(null, 1, null, null), InternalJson.Default.PendingProofApproved).ExecuteAsync(context)
                : Neighbour.HangUp(context);
        (await person.ProveAsync(started["id"], code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        Assert.Equal(FactorStatus.Pending, (await FactorOf(person)).Status);
        app.Challenge.Trouble.Clear();

        var shown = (await person.ProveAsync(started["id"], code)).Expect(HttpStatusCode.OK);

        (await person.ConfirmAsync(shown)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AWrongCodeShowsNothing()
    {
        var (person, started) = await StartAsync();

        var wrong = (await person.ProveAsync(started["id"], Other(app.Challenge.MailedCode(started["id"])))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-code");

        Assert.Equal(4, (int)wrong.Body["attemptsRemaining"]!);
        Assert.Null((await FactorOf(person)).Secret);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"code":"12345"}""")]
    [InlineData("""{"code":"1234567"}""")]
    [InlineData("""{"code":"12345x"}""")]
    [InlineData("""{"code":"١٢٣٤٥٦"}""")]
    [InlineData("""{"code":123456}""")]
    [InlineData("""{"code":"123456","password":"x"}""")]
    public async Task ACodeOfAnotherFormIsNoGuess(string body)
    {
        var (person, started) = await StartAsync();

        (await person.Backend.SendAsync(HttpMethod.Post, $"{person.Factors}/{started["id"]}/prove", body)).Expect(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(5, (int)(await person.Backend.GetAsync(started.Headers["Location"])).Body["attemptsRemaining"]!);
    }

    [Theory]
    [InlineData("challenge-locked")]
    [InlineData("challenge-over")]
    [InlineData("account-cooling-down")]
    [InlineData("factor-disabled")]
    public async Task WhatChallengeRefusesIsHandedOn(string code)
    {
        var (person, started) = await StartAsync();
        var kind = ProblemKind.Find(code)!;
        app.Challenge.Refuse = _ => new Problem(kind, "As told.");

        (await person.ProveAsync(started["id"], "123456")).Expect((HttpStatusCode)kind.Status, code);
    }

    [Fact]
    public async Task AnotherRelyingPartyProvesNothingHere()
    {
        var (person, started) = await StartAsync();

        (await person.At("rp_two").ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.NotFound, "not-found");
        (await person.ProveAsync("fac_aaaaaaaaaaaaaaaaaaaaaaaaaa", "123456")).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task WhatNeedsNoFirstProofHasNothingToProve()
    {
        var person = app.NewPerson(email: "anna@example.hu");
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        (await person.ProveAsync(started["id"], "123456")).Expect(HttpStatusCode.Conflict, "conflict");
    }

    [Theory]
    [InlineData("sc")]
    [InlineData("rc")]
    public async Task ASignatureOrARevocationShowsTheAppAtOnce(string method)
    {
        var person = app.NewPerson("mailed");

        Assert.NotNull((await person.StartAsync(person.Request(person.SignIn(method), null))).Expect(HttpStatusCode.Created).Body["totp"]);
    }

    [Fact]
    public async Task AStepUpShowsTheAppAtOnceToo()
    {
        var person = app.NewPerson("mailed", email: "anna@example.hu");
        await person.EnrolEmailAsync();

        Assert.NotNull((await person.StartAsync(person.Request(null), person.StepUp("email"))).Expect(HttpStatusCode.Created).Body["totp"]);
    }

    [Fact]
    public async Task ANewerStartSupersedesAnUnprovedOne()
    {
        var (person, older) = await StartAsync();
        var (id, code, proof) = (older["id"], app.Challenge.MailedCode(older["id"]), app.Challenge.MailOf(older["id"]).ChallengeId);
        var newer = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        (await person.ProveAsync(id, code)).Expect(HttpStatusCode.Gone, "challenge-over");
        Assert.False(app.Challenge.Knows(proof));
        (await person.ProveAsync(newer["id"], app.Challenge.MailedCode(newer["id"]))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnotherFactorsConfirmEndsTheFirstProof()
    {
        var (person, started) = await StartAsync();
        var code = app.Challenge.MailedCode(started["id"]);
        app.Challenge.Approving = _ => app.ChangeAsync(person, (account, _) => account.Raise("another session", DateTimeOffset.UtcNow));

        (await person.ProveAsync(started["id"], code)).Expect(HttpStatusCode.Conflict, "conflict");

        Assert.Null((await FactorOf(person)).Secret);
    }

    [Fact]
    public async Task TheRepeatedStartShowsNoSecretBeforeTheProof()
    {
        var person = app.NewPerson("mailed", email: "anna@example.hu");
        var request = person.Request(person.SignIn());
        var first = (await person.StartAsync(request, key: "first-proof")).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, (await person.StartAsync(request, key: "first-proof")).Expect(HttpStatusCode.Created).Text);
        var shown = (await person.ProveAsync(first["id"], app.Challenge.MailedCode(first["id"]))).Expect(HttpStatusCode.OK);
        Assert.Equal(shown.Text, (await person.StartAsync(request, key: "first-proof")).Expect(HttpStatusCode.Created).Text);
    }

    [Fact]
    public async Task AnUnprovedOneIsSweptWhenItsTimeIsUp()
    {
        var (person, started) = await StartAsync();
        await app.ChangeAsync(person, (_, factor) => factor.ExpiresAt = DateTimeOffset.UtcNow.AddMilliseconds(-1));

        var reply = await person.ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]));

        Assert.Contains($"{(int)reply.Status} {reply.Code}", new[] { "410 challenge-over", "404 not-found" });
        await Eventually.IsTrueAsync(async () => !await app.ReadAsync(db => db.Factors.AnyAsync(f => f.AccountId == person.Id)), "the factor is swept");
    }

    [Fact]
    public async Task TheProofIsNoUseOfTheApp()
    {
        var (person, started) = await StartAsync();
        await person.ConfirmAsync((await person.ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.OK));

        await app.TellAsync(app.OutcomeOf(person, "approved", "proved", "email", factorId: started["id"]));

        Assert.Null((await person.Backend.GetAsync(started.Headers["Location"])).Body["lastUsedAt"]);
    }

    private static string Other(string code) => code == "000000" ? "000001" : "000000";

    private async Task<(Person Person, Reply Started)> StartAsync(string? nonce = null)
    {
        var person = app.NewPerson("mailed", email: "anna@example.hu");
        var request = person.Request(person.SignIn());
        request["nonce"] = nonce;
        return (person, (await person.StartAsync(request)).Expect(HttpStatusCode.Created));
    }

    private Task<Factor> FactorOf(Person person) => app.ReadAsync(db => db.Factors.AsNoTracking().SingleAsync(f => f.AccountId == person.Id));
}
