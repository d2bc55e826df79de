using System.Globalization;
using Mfa.Storage;
using Mfa.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests.Storage;

/// <summary>On SQLite with the settings of the services: what is deleted is overwritten where it stands.</summary>
public sealed class ErasedTracesTests : IDisposable
{
    private const int Rows = 250;
    private const int Deletes = 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-traces-").FullName;
    private readonly SlowTime _time = new();
    private readonly WriterTurns _turns = WriterTurns.InOrder();
    private readonly DbContext _db;

    public ErasedTracesTests() =>
        _db = new DbContext(new DbContextOptionsBuilder().UseSqlite($"Data Source={Path.Combine(_folder, "a.db")};Default Timeout=1").Options);

    public void Dispose()
    {
        _db.Dispose();
        SqliteConnection.ClearAllPools();
        _turns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ACopyThatStayedBetweenTheRowsIsTakenAway()
    {
        var deleted = await DeletedWithATraceAsync();
        var traces = new ErasedTraces(_turns, _time);
        traces.Leave();

        Assert.True(await TryAsync(traces));

        Assert.Empty(deleted.FoundUnder(_folder, _ => false));
        Assert.Equal(0, new FileInfo(Path.Combine(_folder, "a.db-wal")).Length);
        Assert.Equal(Rows - Deletes, await CountAsync());
    }

    [Fact]
    public async Task WhereNothingWasErasedNothingIsWrittenAnew()
    {
        var deleted = await DeletedWithATraceAsync();

        Assert.True(await TryAsync(new ErasedTraces(_turns, _time)));

        Assert.NotEmpty(deleted.FoundUnder(_folder, _ => false));
    }

    [Fact]
    public async Task OfTwoHundredSecondsOneGoesToIt()
    {
        await DeletedWithATraceAsync();
        var traces = new ErasedTraces(_turns, _time);
        traces.Leave();
        Assert.True(await TryAsync(traces));
        Assert.True(await TryAsync(traces), "Nothing is left.");

        traces.Leave();
        _time.Pass(SlowTime.Step * 198);
        Assert.False(await TryAsync(traces));
        _time.Pass(SlowTime.Step * 2);
        Assert.True(await TryAsync(traces));
    }

    [Fact]
    public async Task WhileSomebodyReadsWhatIsOlderItIsNotDoneAndIsDoneAfterwards()
    {
        var deleted = await DeletedWithATraceAsync();
        var traces = new ErasedTraces(_turns, _time);
        traces.Leave();
        await using (var reader = new SqliteConnection(_db.Database.GetConnectionString()))
        {
            await reader.OpenAsync(TestContext.Current.CancellationToken);
            await using var reading = reader.BeginTransaction(deferred: true);
            await using var command = new SqliteCommand("SELECT COUNT(*) FROM Persons", reader, reading);
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            Assert.False(await TryAsync(traces));
        }

        _time.Pass(TimeSpan.FromDays(1));
        Assert.True(await TryAsync(traces));
        Assert.Empty(deleted.FoundUnder(_folder, _ => false));
    }

    [Fact]
    public async Task WhatCanNotBeWrittenIsTriedAgain()
    {
        var deleted = await DeletedWithATraceAsync();
        var traces = new ErasedTraces(_turns, _time);
        traces.Leave();
        await using (var writer = new SqliteConnection(_db.Database.GetConnectionString()))
        {
            await writer.OpenAsync(TestContext.Current.CancellationToken);
            await using var writing = writer.BeginTransaction();
            await Assert.ThrowsAsync<SqliteException>(() => TryAsync(traces));
        }

        _time.Pass(TimeSpan.FromDays(1));
        Assert.True(await TryAsync(traces));
        Assert.Empty(deleted.FoundUnder(_folder, _ => false));
    }

    private Task<bool> TryAsync(ErasedTraces traces) => traces.TryTakeAwayAsync(_db.Database, TestContext.Current.CancellationToken);

    /// <summary>Inserts, changes and deletes until a deleted name stands in the file all the same: of a thousand one does.</summary>
    private async Task<Canaries> DeletedWithATraceAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        await _db.Database.OpenConnectionAsync(stop);
        await ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON; CREATE TABLE Persons (Id TEXT PRIMARY KEY, Body TEXT)");
        var random = new Random(7);
        var (living, deleted) = (new List<string>(), new List<string>());
        for (var round = 0; round < 200; round++)
        {
            await using (var batch = await _db.Database.BeginTransactionAsync(stop))
            {
                while (living.Count < Rows)
                {
                    living.Add(string.Create(CultureInfo.InvariantCulture, $"person-{random.NextInt64():x16}"));
                    await ExecuteAsync($"INSERT INTO Persons VALUES ('{living[^1]}', '{new string('b', random.Next(20, 300))}')");
                }

                await batch.CommitAsync(stop);
            }

            foreach (var _ in Enumerable.Range(0, Deletes))
            {
                await ExecuteAsync($"UPDATE Persons SET Body = '{new string('c', random.Next(20, 400))}' WHERE Id = '{living[random.Next(living.Count)]}'");
                var gone = living[random.Next(living.Count)];
                await ExecuteAsync($"DELETE FROM Persons WHERE Id = '{gone}'");
                living.Remove(gone);
                deleted.Add(gone);
            }

            await ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            var canaries = new Canaries(deleted);
            if (canaries.FoundUnder(_folder, _ => false).Count > 0)
                return canaries;
        }

        throw new InvalidOperationException($"Of {deleted.Count} deleted names none is left in the file: the search, or the reason for these tests, is gone.");
    }

    private async Task<long> CountAsync()
    {
        await using var command = _db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM Persons";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private Task<int> ExecuteAsync(string statement) => _db.Database.ExecuteSqlRawAsync(statement, TestContext.Current.CancellationToken);

    /// <summary>Every look at it takes a second.</summary>
    private sealed class SlowTime : TimeProvider
    {
        public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += Step.Ticks;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
