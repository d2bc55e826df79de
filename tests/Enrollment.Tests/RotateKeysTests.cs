using System.Net;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>The newest key-encryption key takes over from the older ones while people sign in.</summary>
public sealed class RotateKeysTests : IAsyncLifetime
{
    private const string Path = "/v1/operations/key-rotation";
    private const int Many = 200;

    /// <summary>The account that warmed the service up.</summary>
    private const int One = 1;

    private readonly EnrollmentApp _first = new();

    public async ValueTask InitializeAsync() => await _first.InitializeAsync();

    public ValueTask DisposeAsync() => _first.DisposeAsync();

    [Fact]
    public async Task WithoutOneItIsIdle()
    {
        await _first.RegisterAsync("rp_desk", 1);

        var reply = (await _first.As("rp_desk", "mfa.audit").GetAsync(Path)).Expect(HttpStatusCode.OK);

        Assert.Equal(
            """{"state":"idle","keyVersion":1,"total":0,"remaining":0,"startedAt":null,"finishedAt":null,"failed":0}""", reply.Text);
    }

    [Fact]
    public async Task OnlyAnOperatorStartsItAndAuditorsRead()
    {
        await _first.RegisterAsync("rp_desk", 1);
        foreach (var scope in new[] { "mfa.audit", "mfa.enroll mfa.challenge mfa.directory" })
            (await _first.As("rp_desk", scope).PostAsync(Path, null)).Expect(HttpStatusCode.Forbidden, "forbidden");
        (await _first.As("rp_desk", "mfa.enroll").GetAsync(Path)).Expect(HttpStatusCode.Forbidden, "forbidden");
        (await _first.As("rp_desk", "mfa.operate").GetAsync(Path)).Expect(HttpStatusCode.OK);
        await _first.RegisterAsync("rp_desk", 2, "disabled");
        (await _first.As("rp_desk", "mfa.operate", version: 1).PostAsync(Path, null)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task EveryDataKeyComesUnderTheNewestAndTheOldKeyMayGo()
    {
        var person = _first.NewPerson();
        await person.EnrolAsync();
        await PlantAsync(_first, Many);
        await using var next = await _first.NextAsync("kek-2");

        var started = (await Desk(next).PostAsync(Path, null)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("running", 2, Many + One + 1), (started["state"], (int)started.Body["keyVersion"]!, (int)started.Body["total"]!));
        // The sets that codes are checked with are told all the while.
        while (!await IsDoneAsync(next))
            Assert.Single((await next.SetOf(person)).Factors);

        var done = (await Desk(next).GetAsync(Path)).Expect(HttpStatusCode.OK);
        Assert.Equal((0, 0), ((int)done.Body["remaining"]!, (int)done.Body["failed"]!));
        Assert.NotNull(done.Body["finishedAt"]);
        Assert.All(await VersionsAsync(next), version => Assert.Equal(2, version));
        Assert.Equal(["key-rotation.started", "key-rotation.finished"], await EventsAsync(next));

        File.Delete(System.IO.Path.Combine(_first.Keys.Own, "kek-1.key"));
        await using var last = await _first.NextAsync();
        var cached = Assert.Single((await last.SetOf(person)).Factors);
        Assert.NotNull(cached.Secret);
    }

    [Fact]
    public async Task ARestartGoesOnWhereItStopped()
    {
        await PlantAsync(_first, Many);
        TestKeys.AddSymmetric(_first.Keys.Own, "kek-2");
        // As an instance leaves it that died after its second batch.
        var passed = await _first.ReadAsync(async db =>
        {
            var accounts = await db.Accounts.OrderBy(a => a.Realm).ThenBy(a => a.AccountId).Take(2 * KeyRotator.Batch).ToListAsync();
            var rotation = new KeyRotation();
            rotation.Start(2, Many, "rp_desk", DateTimeOffset.UtcNow);
            rotation.Take("died", 2, DateTimeOffset.UtcNow.AddMilliseconds(100), DateTimeOffset.UtcNow);
            rotation.Pass(accounts[^1].Realm, accounts[^1].AccountId, accounts.Count, 0);
            db.Add(rotation);
            await db.SaveChangesAsync();
            return accounts.Select(account => account.AccountId).ToHashSet();
        });

        await using var next = await _first.NextAsync();
        await Eventually.IsTrueAsync(() => IsDoneAsync(next), "the rotation goes on");

        var versions = await next.ReadAsync(db => db.Accounts.ToDictionaryAsync(a => a.AccountId, a => a.DataKey!));
        Assert.Equal(Many + One, versions.Count);
        Assert.All(versions, one => Assert.Equal(passed.Contains(one.Key) ? 1 : 2, SymmetricKeys.VersionOf(one.Value)));
    }

    [Fact]
    public async Task WhileAnotherInstanceIsAtWorkNobodyElseIs()
    {
        await PlantAsync(_first, 3);
        await _first.ReadAsync(async db =>
        {
            var rotation = new KeyRotation();
            rotation.Start(2, 3, "rp_desk", DateTimeOffset.UtcNow);
            rotation.Take("another", 2, DateTimeOffset.UtcNow.AddSeconds(4), DateTimeOffset.UtcNow);
            db.Add(rotation);
            return await db.SaveChangesAsync();
        });
        await using var next = await _first.NextAsync("kek-2");

        // Started again it is the same one.
        Assert.Equal("running", (await Desk(next).PostAsync(Path, null)).Expect(HttpStatusCode.Accepted)["state"]);
        Assert.Equal("another", await next.ReadAsync(db => db.KeyRotations.Select(r => r.Holder).SingleAsync()));
        Assert.All(await VersionsAsync(next), version => Assert.Equal(1, version));
        Assert.Empty(await EventsAsync(next));
        await Eventually.IsTrueAsync(() => IsDoneAsync(next), "the silent instance is not waited for any longer");
    }

    [Fact]
    public async Task AKeyThatDoesNotOpenIsCountedAndStopsNothing()
    {
        await PlantAsync(_first, 60);
        var spoilt = await _first.ReadAsync(async db =>
        {
            var account = await db.Accounts.OrderBy(a => a.AccountId).Skip(20).FirstAsync();
            account.DataKey = [.. account.DataKey![..^1], (byte)(account.DataKey[^1] ^ 1)];
            await db.SaveChangesAsync();
            return account.AccountId;
        });
        await using var next = await _first.NextAsync("kek-2");

        (await Desk(next).PostAsync(Path, null)).Expect(HttpStatusCode.Accepted);
        await Eventually.IsTrueAsync(() => IsDoneAsync(next), "the rotation ends");

        Assert.Equal(1, (int)(await Desk(next).GetAsync(Path)).Body["failed"]!);
        Assert.Equal(60 + One - 1, (await VersionsAsync(next)).Count(version => version == 2));
        Assert.Contains($"The data key of account {spoilt} does not open", next.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStartWithNothingNewEndsAtOnceAndMayBeRepeated()
    {
        await PlantAsync(_first, 2);
        await _first.RegisterAsync("rp_desk", 1);
        for (var round = 0; round < 2; round++)
        {
            (await Desk(_first).PostAsync(Path, null)).Expect(HttpStatusCode.Accepted);
            await Eventually.IsTrueAsync(() => IsDoneAsync(_first), "the rotation ends");
        }

        Assert.All(await VersionsAsync(_first), version => Assert.Equal(1, version));
    }

    [Fact]
    public async Task PeopleEnrolWhileItRuns()
    {
        await PlantAsync(_first, Many);
        await using var next = await _first.NextAsync("kek-2");
        (await Desk(next).PostAsync(Path, null)).Expect(HttpStatusCode.Accepted);

        var people = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var person = next.NewPerson();
            var started = (await Patiently.AskAsync(() => person.StartAsync())).Expect(HttpStatusCode.Created);
            (await Patiently.AskAsync(() => person.ConfirmAsync(started))).Expect(HttpStatusCode.OK);
            return person;
        }));

        await Eventually.IsTrueAsync(() => IsDoneAsync(next), "the rotation ends");
        foreach (var person in people)
            Assert.Single((await next.SetOf(person)).Factors);
        Assert.All(await VersionsAsync(next), version => Assert.Equal(2, version));
    }

    private static Caller Desk(EnrollmentApp at) => at.As("rp_desk", "mfa.operate");

    private static async Task<bool> IsDoneAsync(EnrollmentApp at) => (await Desk(at).GetAsync(Path)).Expect(HttpStatusCode.OK)["state"] == "done";

    private static async Task<IEnumerable<int>> VersionsAsync(EnrollmentApp at) =>
        (await at.ReadAsync(db => db.Accounts.Where(a => a.DataKey != null).Select(a => a.DataKey!).ToListAsync())).Select(key => SymmetricKeys.VersionOf(key));

    private static Task<List<string>> EventsAsync(EnrollmentApp at) => at.ReadAsync(async db =>
        (await db.Outbox.Where(row => row.Target == "bus" && row.Payload.Contains("key-rotation.")).OrderBy(row => row.Id).Select(row => row.Payload).ToListAsync())
            .ConvertAll(payload => (string)JsonNode.Parse(payload)!["type"]!));

    /// <summary>Accounts with a data key each, under the first key.</summary>
    private static Task<int> PlantAsync(EnrollmentApp at, int count) => at.ReadAsync(db =>
    {
        var secrets = new SecretProtector(at.Keys.Folder());
        foreach (var n in Enumerable.Range(0, count))
        {
            var account = new FactorAccount { Realm = n % 2 == 0 ? "quick" : "mailed", AccountId = OpaqueId.New("acc_") };
            secrets.Ready(account);
            db.Add(account);
        }

        return db.SaveChangesAsync();
    });
}
