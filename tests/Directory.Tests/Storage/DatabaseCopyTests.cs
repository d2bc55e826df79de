using System.Globalization;
using System.Net;
using Mfa.Directories.Storage;
using Mfa.Directories.Tests.Service;
using Mfa.Outboxes;
using Mfa.Storage.Copying;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests.Storage;

/// <summary>A Directory that began on a SQLite file goes on on PostgreSQL, and back.</summary>
public sealed class DatabaseCopyTests : IAsyncLifetime
{
    private const string New = "a bright morning";

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-copy-").FullName;
    private readonly DirectoryApp _old = new();
    private TestDatabase _target = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await TestDatabase.OnServerAsync(await PostgresServer.SharedAsync());
        await _old.On(TestDatabase.OnSqlite(Path.Combine(_folder, "old.db"))).InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task WhatWasCopiedGoesOnWhereItStood()
    {
        var anna = await _old.RegisterWithAddressAsync("anna@example.hu");
        (await _old.Main.ChangePasswordAsync(anna.AccountId, New, RelyingParty.Password)).Expect(HttpStatusCode.NoContent);
        (await _old.Main.SignInAsync(anna, "a wrong password")).Expect(422, "invalid-credentials");
        var body = Ask.Account();
        var made = (await _old.Main.PostAsync("/v1/accounts", body, idempotencyKey: "moved")).Expect(HttpStatusCode.Created).Text("id");
        for (var i = 0; i < 3; i++)
            await _old.RecordAsync(Told.Event("factor.removed", anna, Told.At + i));
        await UntilNeighboursKnowAsync();
        var lastRow = await _old.InDatabaseAsync(db => db.Outbox.MaxAsync(row => row.Id));

        var (code, said) = await CopyAsync(_old.Database, _target);
        Assert.Equal((0, ""), (code, said.Errors));
        Assert.Contains("Accounts: 2 rows", said.Output, StringComparison.Ordinal);
        Assert.Equal(await CountsAsync(_old.Database), await CountsAsync(_target));

        await using var next = new DirectoryApp { Clients = _old.Clients }.On(_target).WithKeysOf(_old);
        await next.InitializeAsync();
        (await next.Main.SignInAsync(anna, New)).Expect(HttpStatusCode.OK);
        (await next.Main.SignInAsync(anna)).Expect(422, "invalid-credentials");
        Assert.Equal(made, (await next.Main.PostAsync("/v1/accounts", body, idempotencyKey: "moved")).Expect(HttpStatusCode.Created).Text("id"));
        await next.RecordAsync(Told.Event("factor.removed", anna, Told.At + 3));
        Assert.Equal([1L, 2, 3, 4], await next.InDatabaseAsync(db =>
            db.AuditEvents.Where(entry => entry.Realm == anna.Realm).OrderBy(entry => entry.Sequence).Select(entry => entry.Sequence).ToListAsync()));
        Assert.True(await next.InDatabaseAsync(db => db.Outbox.MaxAsync(row => row.Id)) > lastRow, "numbers go on");
    }

    [Fact]
    public async Task ThereAndBackIsTheSame()
    {
        await _old.RegisterWithAddressAsync("anna@example.hu");
        await UntilNeighboursKnowAsync();
        var back = TestDatabase.OnSqlite(Path.Combine(_folder, "back.db"));
        Assert.Equal(0, (await CopyAsync(_old.Database, _target)).Code);
        Assert.Equal(0, (await CopyAsync(_target, back)).Code);
        Assert.Equal(await CountsAsync(_old.Database), await CountsAsync(back));
    }

    [Fact]
    public async Task ADatabaseThatHoldsRowsIsNoTarget()
    {
        Assert.Equal(0, (await CopyAsync(_old.Database, _target)).Code);
        var (code, said) = await CopyAsync(_old.Database, _target);
        Assert.Equal(1, code);
        Assert.Contains("holds rows already", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseOfAnotherVersionIsNoSource()
    {
        await _old.Database.ExecuteAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Later', '10.0.0')""");
        var (code, said) = await CopyAsync(_old.Database, _target);
        Assert.Equal(1, code);
        Assert.Contains("The source is of another version", said.Errors, StringComparison.Ordinal);
        Assert.All(await CountsAsync(_target), table => Assert.Equal(0, table.Rows));
    }

    /// <summary>A service that is to be copied is at rest: here what it still has to tell goes first, all but what is for the broker that it does not have.</summary>
    private Task UntilNeighboursKnowAsync() =>
        Eventually.IsTrueAsync(() => _old.InDatabaseAsync(db => db.Outbox.AllAsync(row => row.Target == OutboxRow.Bus)), "the neighbours have been told");

    private static async Task<(int Code, (string Output, string Errors) Said)> CopyAsync(TestDatabase source, TestDatabase target)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        await using var errors = new StringWriter(CultureInfo.InvariantCulture);
        var code = await CopyCommand.RunAsync<SqliteDirectoryDb, PostgresDirectoryDb>("directory", source.ConnectionString, target.ConnectionString, output, errors);
        return (code, (output.ToString(), errors.ToString()));
    }

    /// <summary>Of every table of the model.</summary>
    private static async Task<List<(string Table, long Rows)>> CountsAsync(TestDatabase database)
    {
        await using var model = new SqliteDirectoryDb(new DbContextOptionsBuilder<SqliteDirectoryDb>().UseSqlite("Data Source=:memory:").Options);
        await using var connection = await database.OpenAsync();
        var counts = new List<(string, long)>();
        foreach (var table in model.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct().Order(StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM \"{table}\"";
            counts.Add((table, Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)));
        }

        return counts;
    }
}
