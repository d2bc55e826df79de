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

    /// <param name="connectionName">Of <c>ConnectionStrings</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such connection string.</exception>
    public static WebApplicationBuilder AddDatabase<TDb>(this WebApplicationBuilder builder, string connectionName)
        where TDb : DbContext
    {
        var configured = builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"ConnectionStrings__{connectionName} must name the database (for SQLite: Data Source=FILE).");
        var connection = new SqliteConnectionStringBuilder(configured) { DefaultTimeout = Limit, ForeignKeys = true }.ToString();
        builder.Services.AddDbContextPool<TDb>(options => options.UseSqlite(connection).AddInterceptors(new Pragmas()));
        builder.Services.AddHostedService<Migration<TDb>>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth<TDb>>("database");
        return builder;
    }

    /// <summary>Write-ahead log, synced at every commit; a bounded wait for the one writer; what is deleted is overwritten in the file.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Statements = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=900; PRAGMA secure_delete=ON;";

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
