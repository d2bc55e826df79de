using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mfa.Enrollments.Tests;

public sealed class EraseAccountTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    public void Dispose() => app.Challenge.Trouble.Clear();

    [Fact]
    public async Task EverythingOfTheAccountEndsAndNothingOfAnother()
    {
        var (person, other) = (await WholeAsync(), await WholeAsync());
        var before = await app.ReadAsync(async db => (
            Account: await db.Accounts.AsNoTracking().SingleAsync(a => a.AccountId == person.Id),
            Factors: await db.Factors.AsNoTracking().Where(f => f.AccountId == person.Id).ToListAsync(),
            Codes: await db.RecoveryCodes.AsNoTracking().Where(c => c.AccountId == person.Id).ToListAsync()));
        byte[][] kept = [before.Account.DataKey!, .. before.Factors.Select(f => f.Secret).OfType<byte[]>(), .. before.Factors.Select(f => f.RevocationSalt).OfType<byte[]>(),
            .. before.Codes.Select(c => c.Hash)];
        Assert.Equal(14, kept.Length);
        await Assert.AllAsync(kept, async bytes => Assert.True(await app.Database.FilesContainAsync(bytes), "The search finds what is there."));
        var pending = before.Factors.Single(f => f.IsUnconfirmed).ChallengeId;
        Assert.True(app.Challenge.Knows(pending));

        (await EraseAsync(person)).Expect(HttpStatusCode.NoContent);

        await ExpectRowsAsync(person, 0, 0, 0, 0, 0);
        await Eventually.IsTrueAsync(async () => !await app.Database.KeepsAnyAsync(kept), "an erased account whose keys and hashes are in no file");
        Assert.False(app.Challenge.Knows(pending));
        Assert.Equal(new VersionRaise(person.Realm, before.Account.Version + 1, null), app.Challenge.Versions[person.Id]);
        var set = await app.SetOf(person);
        Assert.Equal((0L, false, 0, 0), (set.Version, set.Owed, set.Factors.Count, set.RecoveryCodesRemaining));
        await ExpectRowsAsync(other, 1, 2, 10, 1, 1);
        Assert.Single((await app.SetOf(other)).Factors);
    }

    [Fact]
    public async Task ToldAgainOrOfNobodyItIsDone()
    {
        var person = await WholeAsync();

        foreach (var erased in new[] { person, person, app.NewPerson() })
        {
            (await EraseAsync(erased)).Expect(HttpStatusCode.NoContent);
            await ExpectRowsAsync(erased, 0, 0, 0, 0, 0);
        }

        Assert.False(app.Challenge.Versions.TryGetValue(person.Id, out var raised) && raised.Number > 3);
    }

    [Fact]
    public async Task InAnotherRealmNothingIsErased()
    {
        var person = await WholeAsync();

        (await EraseAsync(person, "brief")).Expect(HttpStatusCode.NoContent);
        (await EraseAsync(person, "not-deployed")).Expect(HttpStatusCode.NotFound, "not-found");

        await ExpectRowsAsync(person, 1, 2, 10, 1, 1);
    }

    [Fact]
    public async Task UntilChallengeKnowsItIsNotDoneAndIsToldAgain()
    {
        var person = await WholeAsync();
        app.Challenge.Trouble[$"/internal/factor-sets/{person.Id}"] = Neighbour.BeUnavailable;

        (await EraseAsync(person)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        (await EraseAsync(person)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        await ExpectRowsAsync(person, 0, 0, 0, 0, 0);
        app.Challenge.Trouble.Clear();
        (await EraseAsync(person)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(3, app.Challenge.Versions[person.Id].Number);
    }

    [Fact]
    public async Task AProofThatCanNotBeCanceledStopsNoErasure()
    {
        var person = app.NewPerson();
        (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Trouble["/internal/proofs"] = Neighbour.HangUp;

        (await EraseAsync(person)).Expect(HttpStatusCode.NoContent);

        await ExpectRowsAsync(person, 0, 0, 0, 0, 0);
    }

    [Fact]
    public async Task WhatWasOnItsWayIsErasedOnceNothingComesAnyMore()
    {
        var (person, other) = (await WholeAsync(), await WholeAsync());
        (await EraseAsync(person)).Expect(HttpStatusCode.NoContent);
        await app.TellAsync(app.OutcomeOf(person, "charged", "late"));
        await app.TellAddressAsync(person, "late@example.hu", 7);
        var housekeeping = app.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single();
        await SweepAsync();
        await ExpectRowsAsync(person, 1, 0, 0, 1, 0);

        var past = TimeProvider.System.GetUtcNow().AddDays(-1).AddSeconds(-1);
        await app.ReadAsync(db => db.Erasures.Where(e => e.AccountId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.At, past)));
        await SweepAsync();

        await ExpectRowsAsync(person, 0, 0, 0, 0, 0);
        Assert.False(await app.ReadAsync(db => db.Erasures.AnyAsync(e => e.AccountId == person.Id)));
        await ExpectRowsAsync(other, 1, 2, 10, 1, 1);

        Task<int> SweepAsync() => app.ReadAsync(async db =>
        {
            await housekeeping.SweepErasedAsync(db, CancellationToken.None);
            return 0;
        });
    }

    /// <summary>Who has no row here is remembered for a while, and what comes late makes one anew.</summary>
    [Fact]
    public async Task ItIsNotFoundAnyMoreThoughItWasRemembered()
    {
        var (bare, whole) = (app.NewPerson(), await WholeAsync());
        (await bare.Backend.GetAsync($"/v1/accounts/{bare.Id}/factors")).Expect(HttpStatusCode.OK);
        (await EraseAsync(bare)).Expect(HttpStatusCode.NoContent);
        (await EraseAsync(whole)).Expect(HttpStatusCode.NoContent);
        await app.TellAddressAsync(whole, "late@example.hu", 7);

        (await bare.Backend.GetAsync($"/v1/accounts/{bare.Id}/factors")).Expect(HttpStatusCode.NotFound, "not-found");
        (await whole.Backend.GetAsync($"/v1/accounts/{whole.Id}/factors")).Expect(HttpStatusCode.NotFound, "not-found");
        (await whole.StartAsync(whole.Request(null), whole.StepUp())).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task WhatIsHeldIsToldToDirectoryAloneAndHoldsNothingToSignInWith()
    {
        var person = await WholeAsync();
        var path = $"/internal/factor-exports/{person.Id}?realm={person.Realm}";

        var told = (await app.Inside("directory").GetAsync(path)).Expect(HttpStatusCode.OK).Body;

        Assert.Equal((true, 2, 10, 1), (told["owed"]!.GetValue<bool>(), told["factors"]!.AsArray().Count, told["recoveryCodes"]!.AsArray().Count, told["wrongCodes"]!.AsArray().Count));
        Assert.DoesNotContain("secret", told.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hash", told.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        (await app.Inside("challenge").GetAsync(path)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task OnlyDirectoryErases()
    {
        var person = await WholeAsync();
        var body = new JsonObject { ["realm"] = person.Realm };

        (await app.Inside("challenge").PutAsync(EnrollmentClient.ErasurePath(person.Id), body)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.As(scope: "mfa.enroll mfa.operate").PutAsync(EnrollmentClient.ErasurePath(person.Id), body)).Expect(HttpStatusCode.Unauthorized, "unauthorized");

        await ExpectRowsAsync(person, 1, 2, 10, 1, 1);
    }

    private Task<Reply> EraseAsync(Person person, string? realm = null) => app.Inside("directory").PutAsync(
        EnrollmentClient.ErasurePath(person.Id), JsonSerializer.SerializeToNode(new AccountErasure(realm ?? person.Realm), InternalJson.Default.AccountErasure));

    /// <param name="counts">Of the account's rows: itself, factors, recovery codes, guesses, recovery guesses.</param>
    private async Task ExpectRowsAsync(Person person, params int[] counts) => Assert.Equal(counts, await RowsOf(person));

    private Task<int[]> RowsOf(Person person) => app.ReadAsync(async db => new[]
    {
        await db.Accounts.CountAsync(a => a.AccountId == person.Id),
        await db.Factors.CountAsync(f => f.AccountId == person.Id),
        await db.RecoveryCodes.CountAsync(c => c.AccountId == person.Id),
        await db.Guesses.CountAsync(g => g.AccountId == person.Id),
        await db.RecoveryGuesses.CountAsync(g => g.AccountId == person.Id),
    });

    /// <summary>Somebody with an app, another app on its way, recovery codes, a wrong code and a wrong revocation code.</summary>
    private async Task<Person> WholeAsync()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();
        (await person.Backend.PostAsync($"/v1/accounts/{person.Id}/recovery-codes", null, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Created);
        var move = person.Request(null);
        move["replaces"] = (await app.SetOf(person)).Factors.Single().Id;
        (await person.StartAsync(move, person.StepUp())).Expect(HttpStatusCode.Created);
        await app.TellAsync(app.OutcomeOf(person, "charged", "wrong"));
        (await person.RevokeAsync("0000-0000-0000-0000")).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        return person;
    }
}
