using System.Net;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

public sealed class RemoveFactorTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    public void Dispose() => app.Challenge.Trouble.Clear();

    [Fact]
    public async Task APendingFactorIsCanceledWithoutProof()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var proof = app.Challenge.OrderOf(started["id"]).ChallengeId;

        Assert.Equal("", (await person.Backend.DeleteAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.NoContent).Text);

        Assert.False(app.Challenge.Knows(proof));
        Assert.Equal(0, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id)));
        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task WithoutChallengeTheCancelIsRefusedAndMayBeRepeated()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        foreach (var trouble in new Func<Microsoft.AspNetCore.Http.HttpContext, Task>[] { Neighbour.HangUp, Neighbour.BeUnavailable })
        {
            app.Challenge.Trouble["/internal/proofs"] = trouble;
            (await person.Backend.DeleteAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        }

        app.Challenge.Trouble.Clear();
        (await person.Backend.DeleteAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task AConfirmedFactorNeedsAStepUp()
    {
        var (person, factor) = await TwoFactorsAsync();

        (await person.Backend.DeleteAsync(factor)).Expect(HttpStatusCode.Forbidden, "step-up-required");
        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", "garbage"))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", person.SignIn()))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", app.NewPerson().StepUp()))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", person.At("rp_two").StepUp()))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");

        (await person.Backend.GetAsync(factor)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithAStepUpItGoesAndItsSecretWithIt()
    {
        var (person, factor) = await TwoFactorsAsync();
        var session = person.NewSession();

        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", person.StepUpOf(session, "email")))).Expect(HttpStatusCode.NoContent);

        (await person.Backend.GetAsync(factor)).Expect(HttpStatusCode.NotFound, "not-found");
        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", person.StepUpOf(session)))).Expect(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(new VersionRaise(person.Realm, 2, session.Id), app.Challenge.Versions[person.Id]);
        var row = await app.ReadAsync(db => db.Factors.SingleAsync(f => f.AccountId == person.Id && f.Type == "totp"));
        Assert.Equal((FactorStatus.Ended, null), (row.Status, row.Secret));
        Assert.True((await app.SetOf(person)).Owed);
        Assert.Contains("factor.removed", string.Join(' ', await app.ReadAsync(db => db.Outbox.Select(o => o.Payload).ToListAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheLastActiveFactorStays()
    {
        var person = app.NewPerson();
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;

        (await person.Backend.DeleteAsync($"{person.Factors}/{id}", ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Conflict, "last-factor");
    }

    [Fact]
    public async Task TheLastDisabledFactorGoesOnlyByAnotherKind()
    {
        var person = app.NewPerson();
        var path = $"{person.Factors}/{(string)(await person.EnrolAsync()).Body["factor"]!["id"]!}";
        await app.ChangeAsync(person, (_, factor) => factor.Disable(DateTimeOffset.UtcNow));

        (await person.Backend.DeleteAsync(path, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Conflict, "last-factor");
        (await person.Backend.DeleteAsync(path, ("Mfa-Step-Up", person.StepUp("recovery")))).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task OfTwoRemovalsAtOnceOneFactorIsLeft()
    {
        var (person, app1) = await TwoFactorsAsync();
        var session = person.NewSession();
        var mail = await app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id && f.Type == "email").Select(f => f.Id).SingleAsync());

        var replies = await Task.WhenAll(
            person.Backend.DeleteAsync(app1, ("Mfa-Step-Up", person.StepUpOf(session))),
            person.Backend.DeleteAsync($"{person.Factors}/{mail}", ("Mfa-Step-Up", person.StepUpOf(session))));

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], replies.Select(reply => reply.Status).Order());
        Assert.Single((await app.SetOf(person)).Factors);
    }

    [Fact]
    public async Task AStepUpThatAnotherSessionOvertookRemovesNothing()
    {
        var (person, factor) = await TwoFactorsAsync();
        var stepUp = person.StepUp();
        await app.ChangeAsync(person, (account, _) => account.Raise("another session", DateTimeOffset.UtcNow));

        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", stepUp))).Expect(HttpStatusCode.Conflict, "conflict");

        (await person.Backend.GetAsync(factor)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task UntilChallengeKnowsTheRemovalIsNotDone()
    {
        var (person, factor) = await TwoFactorsAsync();
        app.Challenge.Trouble[$"/internal/factor-sets/{person.Id}"] = Neighbour.HangUp;

        (await person.Backend.DeleteAsync(factor, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        (await person.Backend.GetAsync(factor)).Expect(HttpStatusCode.NotFound, "not-found");
        app.Challenge.Trouble.Clear();
        await Eventually.IsTrueAsync(() => app.Challenge.Versions[person.Id].Number == 2, "the raised version at Challenge");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task NoOtherVerbChangesAFactor(string verb)
    {
        var (person, factor) = await TwoFactorsAsync();

        (await person.Backend.SendAsync(new HttpMethod(verb), factor, """{"enabled":false,"status":"disabled"}""")).Expect(HttpStatusCode.NotFound, "not-found");
    }

    /// <summary>Somebody with an app and an e-mail factor, and the path of the app.</summary>
    private async Task<(Person Person, string App)> TwoFactorsAsync()
    {
        var person = app.NewPerson();
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        await app.PlantAsync(person, "email");
        return (person, $"{person.Factors}/{id}");
    }
}
