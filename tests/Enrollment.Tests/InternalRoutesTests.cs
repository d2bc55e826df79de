using System.Net;
using System.Text.Json;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mfa.Enrollments.Tests;

public sealed class InternalRoutesTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    [Fact]
    public async Task AnAccountNeverHeardOfHasAnEmptySet()
    {
        var set = await app.SetOf(app.NewPerson());

        Assert.Equal((0L, null, 0L, false, 0), (set.Version, set.ChangedBy, set.ChangedAt, set.Owed, set.RecoveryCodesRemaining));
        Assert.Empty(set.Factors);
        Assert.Empty(set.WrongCodes);
        Assert.Null(set.CoolDown);
    }

    [Fact]
    public async Task TheSetHoldsWhatChecksCodesAndNothingPending()
    {
        var person = app.NewPerson();
        var session = person.NewSession();
        var started = (await person.StartAsync(person.Request(person.TokenOf(session)))).Expect(HttpStatusCode.Created);
        Assert.Empty((await app.SetOf(person)).Factors);
        await person.ConfirmAsync(started);

        var set = await app.SetOf(person);

        Assert.Equal((1L, session.Id, true), (set.Version, set.ChangedBy, set.Owed));
        Assert.InRange(set.ChangedAt, 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var factor = Assert.Single(set.Factors);
        Assert.Equal((started["id"], "totp", "active", "SHA1", 6, 30), (factor.Id, factor.Type, factor.Status, factor.Algorithm, factor.Digits, factor.PeriodSeconds));
        Assert.True(factor is { LastStep: > 0, BornAt: > 0 });
        var secret = app.Keys.Folder().SymmetricKeys("cache").Open(
            Convert.FromBase64String(factor.Secret!), CachedSecret.AssociatedData(person.Realm, person.Id, factor.Id));
        Assert.Equal(Person.SecretOf(started), secret);
    }

    [Fact]
    public async Task InAnotherRealmTheAccountIsNotKnown()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();

        var reply = (await app.Inside().GetAsync($"/internal/factor-sets/{person.Id}?realm=brief")).Expect(HttpStatusCode.OK);

        Assert.Equal(0, (int)reply.Body["version"]!);
        (await app.Inside().GetAsync($"/internal/factor-sets/{person.Id}?realm=none")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task TheSummaryTellsNoSecret()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();

        var reply = (await app.Inside("directory").GetAsync($"/internal/factor-summaries/{person.Id}?realm={person.Realm}")).Expect(HttpStatusCode.OK);

        var summary = JsonSerializer.Deserialize(reply.Text, InternalJson.Default.FactorSummary)!;
        Assert.Equal((1L, true, 0), (summary.Version, summary.Owed, summary.RecoveryCodesRemaining));
        Assert.Equal(("totp", "active", "authenticator app"), (summary.Factors[0].Type, summary.Factors[0].Status, summary.Factors[0].Hint));
        Assert.DoesNotContain("secret", reply.Text, StringComparison.OrdinalIgnoreCase);
        var nobody = (await app.Inside("directory").GetAsync("/internal/factor-summaries/acc_x?realm=quick")).Expect(HttpStatusCode.OK);
        Assert.Equal("""{"version":0,"changedBy":null,"changedAt":0,"owed":false,"recoveryCodesRemaining":0,"factors":[]}""", nobody.Text);
    }

    [Fact]
    public async Task WrongCodesCountOnceHoweverOftenTheyAreTold()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();
        var wrong = app.OutcomeOf(person, "charged", "a");
        await app.TellAsync(wrong, wrong);
        await app.TellAsync(wrong);

        Assert.Equal(new WrongCode(wrong.ChargeId, "totp", "s", wrong.At), Assert.Single((await app.SetOf(person)).WrongCodes));
    }

    [Fact]
    public async Task AnApprovalTellsStepAndUseAndNeverLowersThem()
    {
        var person = app.NewPerson();
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await app.TellAsync(app.OutcomeOf(person, "approved", "new", at: now, factorId: id, step: 99_000_000));
        await app.TellAsync(app.OutcomeOf(person, "approved", "old", at: now - 60_000, factorId: id, step: 98_000_000));
        await app.TellAsync(app.OutcomeOf(person, "approved", "proof", "enrol", at: now + 60_000, factorId: id, step: 97_000_000));

        Assert.Equal(99_000_000, (await app.SetOf(person)).Factors[0].LastStep);
        Assert.Equal(
            DateTimeOffset.FromUnixTimeMilliseconds(now), await app.ReadAsync(db => db.Factors.Where(f => f.Id == id).Select(f => f.LastUsedAt).SingleAsync()));
    }

    [Fact]
    public async Task TheFifthWrongCodeDisablesTheAppAndEndsEverySession()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        for (var i = 1; i < EnrollmentApp.TinyWrong; i++)
            await app.TellAsync(app.OutcomeOf(person, "charged", $"w{i}", session: $"s{i}"), app.OutcomeOf(person, "charged", $"e{i}", "enrol"));
        Assert.Equal("active", (await app.SetOf(person)).Factors[0].Status);

        await app.TellAsync(app.OutcomeOf(person, "charged", "last"));

        var set = await app.SetOf(person);
        Assert.Equal(("disabled", 2L, null), (set.Factors[0].Status, set.Version, set.ChangedBy));
        Assert.Equal(new VersionRaise(person.Realm, 2, null), app.Challenge.Versions[person.Id]);
        Assert.Equal("disabled", (await person.Backend.GetAsync($"{person.Factors}/{id}"))["status"]);
        Assert.Contains("factor.disabled", string.Join(' ', await app.ReadAsync(db => db.Outbox.Where(o => o.Target == "bus").Select(o => o.Payload).ToListAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReBindingADisabledAppClearsItsWrongCodes()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        await app.TellAsync([.. Enumerable.Range(0, EnrollmentApp.TinyWrong).Select(i => app.OutcomeOf(person, "charged", $"w{i}"))]);
        var request = person.Request(null);
        request["replaces"] = id;

        await person.EnrolAsync(request, person.StepUp("recovery"));

        var set = await app.SetOf(person);
        Assert.Equal("active", Assert.Single(set.Factors).Status);
        Assert.Empty(set.WrongCodes);
        await app.TellAsync(app.OutcomeOf(person, "charged", "new"));
        Assert.Equal("active", (await app.SetOf(person)).Factors[0].Status);
    }

    [Fact]
    public async Task WrongCodesOlderThanTheRealmKeepsThemDoNotCount()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        await person.EnrolAsync();
        await app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.BoundAt, 1)));
        var old = TimeProvider.System.GetUtcNow().AddDays(-91).ToUnixTimeMilliseconds();
        await app.TellAsync([.. Enumerable.Range(0, 9).Select(i => app.OutcomeOf(person, "charged", $"w{i}", at: old + i))]);
        await app.TellAsync(app.OutcomeOf(person, "charged", "e", "enrol", at: TimeProvider.System.GetUtcNow().AddSeconds(-61).ToUnixTimeMilliseconds()));

        var set = await app.SetOf(person);
        Assert.Equal("active", set.Factors[0].Status);
        Assert.Empty(set.WrongCodes);
    }

    [Fact]
    public async Task ACoolDownIsKept()
    {
        var person = app.NewPerson();
        var until = TimeProvider.System.GetUtcNow().AddMinutes(15).ToUnixTimeMilliseconds();
        var cooling = app.OutcomeOf(person, "cooling", "chl") with { CoolDownUntil = until, CoolDownLevel = 2 };
        await app.TellAsync(cooling);
        await app.TellAsync(cooling with { CoolDownUntil = until - 1000, CoolDownLevel = 1 });

        var set = await app.SetOf(person);
        Assert.Equal(new CoolDown(until, 2), set.CoolDown);
        Assert.Empty(set.WrongCodes);
    }

    [Fact]
    public async Task NewsOfAnUnknownKindOrRealmStopsNoOther()
    {
        var person = app.NewPerson();
        await app.TellAsync(
            app.OutcomeOf(person, "invented-later", "a"), app.OutcomeOf(person, "charged", "b") with { Realm = "not-deployed" }, app.OutcomeOf(person, "charged", "c"));

        Assert.Equal($"c@{person.Id}", Assert.Single((await app.SetOf(person)).WrongCodes).Id);
    }

    [Fact]
    public async Task TheVersionGoesOutEvenIfChallengeIsAwayWhenTheAppIsDisabled()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        await person.EnrolAsync();
        var path = $"/internal/factor-sets/{person.Id}";
        app.Challenge.Trouble[path] = Neighbours.Neighbour.HangUp;
        await app.TellAsync([.. Enumerable.Range(0, EnrollmentApp.TinyWrong).Select(i => app.OutcomeOf(person, "charged", $"w{i}"))]);
        Assert.Equal(1, app.Challenge.Versions[person.Id].Number);

        app.Challenge.Trouble.TryRemove(path, out _);

        await Eventually.IsTrueAsync(() => app.Challenge.Versions[person.Id].Number == 2, "the raised version at Challenge");
    }

    [Fact]
    public async Task OldGuessesAreSweptAway()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        var now = TimeProvider.System.GetUtcNow();
        long Ago(TimeSpan age) => (now - age).ToUnixTimeMilliseconds();
        await app.TellAsync(
            app.OutcomeOf(person, "charged", "kept", at: Ago(TimeSpan.FromDays(89))),
            app.OutcomeOf(person, "charged", "served", at: Ago(TimeSpan.FromDays(91))),
            app.OutcomeOf(person, "charged", "enrol-kept", "enrol", at: Ago(TimeSpan.FromSeconds(30))),
            app.OutcomeOf(person, "charged", "enrol-served", "enrol", at: Ago(TimeSpan.FromSeconds(90))),
            app.OutcomeOf(person, "approved", "approved-kept", session: "t", at: Ago(TimeSpan.FromHours(23))),
            app.OutcomeOf(person, "approved", "approved-old", session: "u", at: Ago(TimeSpan.FromHours(25))),
            app.OutcomeOf(person, "excused", "excused-old", session: "v", at: Ago(TimeSpan.FromHours(25))));
        var housekeeping = app.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single();

        await app.ReadAsync(async db =>
        {
            await housekeeping.SweepGuessesAsync(db, CancellationToken.None);
            return 0;
        });

        var left = await app.ReadAsync(db => db.Guesses.Where(g => g.AccountId == person.Id).Select(g => g.Id).ToListAsync());
        Assert.Equal(["approved-kept", "enrol-kept", "kept"], left.Select(id => id[..id.IndexOf('@', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheDatabaseItselfHoldsOneBoundFactorAType()
    {
        var person = app.NewPerson();
        await app.PlantAsync(person);

        await Assert.ThrowsAsync<DbUpdateException>(() => app.PlantAsync(person));
        Assert.Equal(1, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id && f.Place != null)));
    }
}
