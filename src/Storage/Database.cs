using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Storage;

/// <summary>The lasting store of a service: SQLite in write-ahead mode, every wait bounded by one second.</summary>
public static class Database
{
    /// <summary>Seconds a statement may wait for a lock or run before the request fails closed.</summary>
    private const int Limit = 1;

    private const int WaitingThreads = 32;

    /// <param name="connectionName">Of <c>ConnectionStrings</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such connection string.</exception>
    public static WebApplicationBuilder AddDatabase<TDb>(this WebApplicationBuilder builder, string connectionName)
        where TDb : DbContext
    {
        var configured = builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"ConnectionStrings__{connectionName} must name the database (for SQLite: Data Source=FILE).");
        var connection = new SqliteConnectionStringBuilder(configured) { DefaultTimeout = Limit, ForeignKeys = true }.ToString();
        LetThreadsWait();
        builder.Services.AddDbContextPool<TDb>(options => options.UseSqlite(connection).AddInterceptors(new Pragmas()));
        builder.Services.AddSingleton<WriterTurns>();
        builder.Services.AddHostedService<Migration<TDb>>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth<TDb>>("database");
        return builder;
    }

    /// <summary>SQLite waits for its one writer on the thread that asks: with too few, the pool would be asleep and every limit with it.</summary>
    private static void LetThreadsWait()
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
