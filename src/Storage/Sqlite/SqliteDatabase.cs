using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Mfa.Storage.Sqlite;

/// <summary>SQLite in write-ahead mode.</summary>
internal static class SqliteDatabase
{
    /// <summary>Seconds a statement may wait for a lock or run before the request fails closed.</summary>
    private const int Limit = 1;

    private const int WaitingThreads = 32;

    public static void Use(DbContextOptionsBuilder options, string configured)
    {
        var connection = new SqliteConnectionStringBuilder(configured) { DefaultTimeout = Limit, ForeignKeys = true }.ToString();
        options.UseSqlite(connection).AddInterceptors(new Pragmas());
    }

    /// <summary>SQLite waits for its one writer on the thread that asks: with too few, the pool would be asleep and every limit with it.</summary>
    public static void LetThreadsWait()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, WaitingThreads), ports);
    }

    /// <summary>
    /// Write-ahead log, synced at every commit; a bounded wait for the one writer, as long as the command's limit so that it is not begun twice; what is
    /// deleted is overwritten in the file.
    /// </summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Statements = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=1000; PRAGMA secure_delete=ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Statements;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Statements;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
