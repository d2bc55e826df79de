using System.Net;
using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>Two devices enrol an app for one account at once: one ends active, the other is told, and nothing of it is left.</summary>
public sealed class TwoDevicesTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    private const int Rounds = 20;

    public void Dispose() => app.Challenge.Beginning = null;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OfTwoConfirmsAtOnceTheNewerStartWins(bool oneSession)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var person = app.NewPerson();
            var session = person.NewSession();
            var older = (await person.StartAsync(person.Request(person.TokenOf(session)))).Expect(HttpStatusCode.Created);
            var newer = (await person.StartAsync(person.Request(person.TokenOf(oneSession ? session : person.NewSession())))).Expect(HttpStatusCode.Created);

            var replies = await Task.WhenAll(Patiently.AskAsync(() => person.ConfirmAsync(older)), Patiently.AskAsync(() => person.ConfirmAsync(newer)));

            replies[0].Expect(HttpStatusCode.Gone, "challenge-over");
            Assert.Contains("newer enrolment", replies[0]["detail"], StringComparison.Ordinal);
            replies[1].Expect(HttpStatusCode.OK);
            await ExpectOneAsync(person, newer["id"]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WholeEnrolmentsAtOnceEndInOneApp(bool oneSession)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var person = app.NewPerson();
            var session = person.NewSession();

            var replies = await Task.WhenAll(EnrolAsync(person, session), EnrolAsync(person, oneSession ? session : person.NewSession()));

            var confirmed = Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
            // A start that comes after the other's confirm is refused for what it is by then; a confirm is over or in conflict.
            Assert.Contains(
                Assert.Single(replies, reply => reply != confirmed).Code,
                new[] { "challenge-over", "conflict", "factor-exists", "invalid-token", "bootstrap-required" });
            await ExpectOneAsync(person, (string)confirmed.Body["factor"]!["id"]!);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConfirmEndsAStartThatIsStillToBeAnswered(bool oneSession)
    {
        var person = app.NewPerson();
        var session = person.NewSession();
        var older = (await person.StartAsync(person.Request(person.TokenOf(session)))).Expect(HttpStatusCode.Created);
        var later = person.Request(person.TokenOf(oneSession ? session : person.NewSession()));
        TaskCompletionSource reached = new(), open = new();
        app.Challenge.Beginning = async () =>
        {
            app.Challenge.Beginning = null;
            reached.SetResult();
            await open.Task;
        };
        var starting = person.StartAsync(later, key: $"later-{oneSession}");
        await reached.Task;

        (await person.ConfirmAsync(older)).Expect(HttpStatusCode.OK);
        open.SetResult();

        (await starting).Expect(oneSession ? HttpStatusCode.Gone : HttpStatusCode.UnprocessableEntity, oneSession ? "challenge-over" : "invalid-token");
        await ExpectOneAsync(person, older["id"]);
        // The key is free again: what is asked now is answered as it is now.
        (await person.StartAsync(later, key: $"later-{oneSession}")).Expect(
            oneSession ? HttpStatusCode.Forbidden : HttpStatusCode.UnprocessableEntity, oneSession ? "bootstrap-required" : "invalid-token");
    }

    [Fact]
    public async Task WhatASessionBeganOfAnotherKindGoesOnAndAnothersDoesNot()
    {
        var person = app.NewPerson(email: "anna@example.hu");
        var mine = person.NewSession();
        var mail = (await person.StartAsync(person.EmailRequest(person.TokenOf(mine)))).Expect(HttpStatusCode.Created);
        var code = app.Challenge.MailedCode(mail["id"]);
        await person.EnrolAsync(person.Request(person.TokenOf(mine)));
        (await person.ConfirmAsync(mail["id"], code)).Expect(HttpStatusCode.OK);

        var second = app.NewPerson(email: "bela@example.hu");
        var theirs = (await second.StartAsync(second.EmailRequest(second.SignIn()))).Expect(HttpStatusCode.Created);
        var proof = app.Challenge.MailOf(theirs["id"]).ChallengeId;
        await second.EnrolAsync(second.Request(second.SignIn()));
        (await second.ConfirmAsync(theirs["id"], "000000")).Expect(HttpStatusCode.Gone, "challenge-over");
        Assert.False(app.Challenge.Knows(proof));
    }

    private static async Task<Reply> EnrolAsync(Person person, Session session)
    {
        var started = await Patiently.AskAsync(() => person.StartAsync(person.Request(person.TokenOf(session))));
        return started.Status == HttpStatusCode.Created ? await Patiently.AskAsync(() => person.ConfirmAsync(started)) : started;
    }

    private async Task ExpectOneAsync(Person person, string active)
    {
        var rows = await app.ReadAsync(db => db.Factors.AsNoTracking().Where(f => f.AccountId == person.Id).ToListAsync());
        Assert.Equal(active, Assert.Single(rows, row => row.Status == FactorStatus.Active).Id);
        Assert.Equal(active, Assert.Single(rows, row => row.Secret is not null || row.HeldOrder is not null).Id);
        Assert.Equal(active, Assert.Single((await app.SetOf(person)).Factors).Id);
        Assert.Equal(1, app.Challenge.Versions[person.Id].Number);
        Assert.DoesNotContain(rows, row => row.Id != active && app.Challenge.Knows(row.ChallengeId));
    }
}
