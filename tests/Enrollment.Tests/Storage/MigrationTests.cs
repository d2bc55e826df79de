using Mfa.Enrollments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Mfa.Enrollments.Tests.Storage;

/// <summary>A database of an earlier version keeps what is in it.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    [Fact]
    public async Task AnAppOfTheFirstVersionStaysWholeAndHasNoRevocationCodeYet()
    {
        await using var db = new SqliteEnrollmentDb(new DbContextOptionsBuilder<SqliteEnrollmentDb>().UseSqlite($"Data Source={_file}").Options);
        await db.GetService<IMigrator>().MigrateAsync("Initial", TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "Accounts" ("Realm", "AccountId", "Owed", "Version", "CoolDownLevel", "Turn") VALUES ('quick', 'acc_a', 1, 4, 0, 9);
            INSERT INTO "Factors" ("Id", "Realm", "AccountId", "Type", "Hint", "Status", "Place", "RelyingParty", "SessionId", "SessionVersion", "ChallengeId",
              "Secret", "Algorithm", "Digits", "PeriodSeconds", "CreatedAt", "ExpiresAt", "BornAt", "BoundAt", "LastStep")
            VALUES ('fac_a', 'quick', 'acc_a', 'totp', 'authenticator app', 'active', 'totp', 'rp', 'sid', 3, 'chl', X'0102', 'SHA256', 8, 30, 1, 2, 3, 4, 5);
            """, TestContext.Current.CancellationToken);

        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        var held = await db.HoldAsync("quick", "acc_a", TestContext.Current.CancellationToken);
        var app = held.Find("fac_a")!;
        Assert.Equal((true, 4L, 0L), (held.Account.Owed, held.Account.Version, held.Account.AddressVersion));
        Assert.Equal(("SHA256", 8, 30, 5L, true), (app.Algorithm, app.Digits, app.PeriodSeconds!.Value, app.LastStep, app.Rebinds));
        Assert.Equal([1, 2], app.Secret);
        Assert.Equal(4, held.BoundAt("totp"));
        Assert.Null(held.Revocable);
    }
}
