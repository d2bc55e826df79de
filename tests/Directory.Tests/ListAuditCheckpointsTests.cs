using System.Net;
using System.Text.Json;
using Mfa.Directories.Audits;
using Mfa.Directories.Storage;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

/// <summary>A log of its own: these tests write past what protects it.</summary>
public sealed class ListAuditCheckpointsTests : IAsyncLifetime
{
    private const string Path = "/v1/audit-checkpoints";
    private const string Realm = "quick";

    private static readonly string[] Triggers = ["AuditEventsKeptAsWritten", "AuditEventsKept", "AuditCheckpointsKeptAsWritten", "AuditCheckpointsKept"];

    private readonly DirectoryApp _app = new() { Clients = [.. TestClient.Standard().Where(client => client.Name is "main" or "operator" or "auditor")] };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task EachCheckpointFollowsFromTheOneBeforeAndAnUnchangedLogIsWhole()
    {
        await KeepAsync(3);
        await MakeAsync();
        await MakeAsync();
        await KeepAsync(2);
        await MakeAsync();
        await KeepAsync(1);
        var read = (await _app.Client("auditor").GetAsync($"{Path}?realm={Realm}&limit=1")).Expect(HttpStatusCode.OK);
        var first = read.Body!["items"]![0]!;
        Assert.Equal(["realm", "number", "sequence", "hash", "previous", "at", "signature"], first.AsObject().Select(member => member.Key));
        Assert.Equal((1, 3, new string('A', 43)), (first["number"]!.GetValue<int>(), first["sequence"]!.GetValue<int>(), first["previous"]!.GetValue<string>()));
        var second = (await _app.Client("operator").GetAsync($"{Path}?realm={Realm}&after={read.Text("next")}")).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray().Single()!;
        Assert.Equal((2, 5, first["hash"]!.GetValue<string>()), (second["number"]!.GetValue<int>(), second["sequence"]!.GetValue<int>(), second["previous"]!.GetValue<string>()));
        var header = JsonDocument.Parse(Base64UrlEncoder.Decode(first["signature"]!.GetValue<string>().Split('.')[0])).RootElement;
        Assert.Equal(("ES256", "mfa-audit-checkpoint+jwt"), (header.GetProperty("alg").GetString(), header.GetProperty("typ").GetString()));
        Assert.Equal(new AuditVerdict(5, 2, 1, null), await VerifyAsync());
    }

    [Theory]
    [InlineData("""UPDATE "AuditEvents" SET "Reason" = 'other' WHERE "Sequence" = 2""", "1 to 3")]
    [InlineData("""UPDATE "AuditEvents" SET "Reason" = '' WHERE "Sequence" = 2""", "1 to 3")]
    [InlineData("""UPDATE "AuditEvents" SET "RelyingParty" = "Session", "Session" = "RelyingParty" WHERE "Sequence" = 2""", "1 to 3")]
    [InlineData("""UPDATE "AuditEvents" SET "KeptAt" = "KeptAt" + 1 WHERE "Sequence" = 5""", "4 to 5")]
    [InlineData("""DELETE FROM "AuditEvents" WHERE "Sequence" = 3""", "Entry 3")]
    [InlineData("""DELETE FROM "AuditEvents" WHERE "Sequence" = 5""", "Entry 5")]
    [InlineData("""DELETE FROM "AuditCheckpoints" WHERE "Number" = 1""", "Checkpoint 1")]
    [InlineData("""UPDATE "AuditCheckpoints" SET "At" = "At" + 1 WHERE "Number" = 2""", "signature of checkpoint 2")]
    [InlineData("""UPDATE "AuditCheckpoints" SET "Previous" = zeroblob(32) WHERE "Number" = 2""", "Checkpoint 2 does not follow")]
    [InlineData("""UPDATE "AuditCheckpoints" SET "Signature" = (SELECT "Signature" FROM "AuditCheckpoints" WHERE "Number" = 1) WHERE "Number" = 2""", "signature of checkpoint 2")]
    public async Task AChangePastTheTriggerIsFound(string change, string told)
    {
        change = TestDatabase.OnPostgres ? change.Replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')", StringComparison.Ordinal) : change;
        await KeepAsync(3);
        await MakeAsync();
        await KeepAsync(2);
        await MakeAsync();
        Assert.True((await VerifyAsync()).IsWhole);
        foreach (var statement in TestDatabase.OnPostgres ? [change, """TRUNCATE "AuditCheckpoints" """] : new[] { change, """INSERT OR REPLACE INTO "AuditCheckpoints" SELECT * FROM "AuditCheckpoints" """ })
        {
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => _app.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(statement)));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }

        Assert.True((await VerifyAsync()).IsWhole);
        await WritePastTheTriggersAsync(change);
        Assert.Contains(told, (await VerifyAsync()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASignatureOfAnotherKeyIsFound()
    {
        await KeepAsync(1);
        await MakeAsync();
        Assert.True((await VerifyAsync()).IsWhole);
        Assert.Contains("signature of checkpoint 1", (await VerifyAsync("access-1")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HoweverManyMakeThemAtOnceItIsOneChain()
    {
        await KeepAsync(5);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MakeAsync()));
        Assert.Equal(new AuditVerdict(5, 1, 0, null), await VerifyAsync());
    }

    [Fact]
    public async Task AForeignRealmIsNotFoundAndARelyingPartyReadsNone()
    {
        (await _app.Client("auditor").GetAsync($"{Path}?realm=nowhere")).Expect(404, "not-found");
        AssertPointer("realm", await _app.Client("auditor").GetAsync(Path));
        AssertPointer("after", await _app.Client("auditor").GetAsync($"{Path}?realm={Realm}&after=x"));
        (await _app.Main.GetAsync($"{Path}?realm={Realm}")).Expect(403, "forbidden");
    }

    private async Task KeepAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await _app.RecordAsync(Told.Event("sign-in.failed", new Person(Realm, OpaqueId.New("acc_"), "x")) with { RelyingParty = "rp_x" });
    }

    private async Task WritePastTheTriggersAsync(string change)
    {
        await using var database = await _app.Database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = string.Concat(TestDatabase.OnPostgres ? ["DROP FUNCTION audit_events_are_kept() CASCADE;"] : Triggers.Select(trigger => $"DROP TRIGGER \"{trigger}\";")) + change;
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private Task MakeAsync() => _app.Services.GetServices<IHostedService>().OfType<Checkpointing>().Single().MakeAsync(TestContext.Current.CancellationToken);

    private Task<AuditVerdict> VerifyAsync(string key = "audit-1") => _app.InDatabaseAsync(async db =>
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var other = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        return await AuditVerification.VerifyAsync(
            Realm, db.AuditEvents.AsNoTracking().Where(entry => entry.Realm == Realm).OrderBy(entry => entry.Sequence).AsAsyncEnumerable(),
            other.AuditCheckpoints.AsNoTracking().Where(checkpoint => checkpoint.Realm == Realm).OrderBy(checkpoint => checkpoint.Number).AsAsyncEnumerable(),
            [_app.Key(key)], TestContext.Current.CancellationToken);
    });
}
