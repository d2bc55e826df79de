using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mfa.Storage;

/// <summary>
/// Brings the schema up to date before the service takes requests; waits for a database that is not there yet. Of several instances that start together one
/// does it, under EF Core's lock, and the others find it done.
/// </summary>
internal sealed partial class Migration<TDb>(IServiceScopeFactory scopes, TimeProvider time, ILogger<Migration<TDb>> logger) : IHostedService
    where TDb : DbContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A large table takes its time; nobody waits for an answer yet.</summary>
    private static readonly TimeSpan StatementLimit = TimeSpan.FromMinutes(30);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!await TryMigrateAsync(cancellationToken))
            await Task.Delay(Pause, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> TryMigrateAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        try
        {
            if (db.Database.IsNpgsql())
                await MigratePatientlyAsync(db, stop);
            else
                await MigrateFileAsync(db, stop);
            return true;
        }
        catch (DbException failure)
        {
            Log.Waiting(logger, typeof(TDb).Name, failure.Message);
            return false;
        }
    }

    private static async Task MigrateFileAsync(TDb db, CancellationToken stop)
    {
        if (new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource is var file && Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        await db.Database.MigrateAsync(stop);
    }

    /// <summary>The database is an operator's to make. The server's limit on statements goes for this one session only, the one on locks stays.</summary>
    private static async Task MigratePatientlyAsync(TDb db, CancellationToken stop)
    {
        await db.Database.OpenConnectionAsync(stop);
        if (!(await db.Database.GetPendingMigrationsAsync(stop)).Any())
            return;
        db.Database.SetCommandTimeout(StatementLimit);
        await using (var command = db.Database.GetDbConnection().CreateCommand())
        {
            command.CommandText = "SET statement_timeout = 0";
            await command.ExecuteNonQueryAsync(stop);
        }

        await db.Database.MigrateAsync(stop);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Database} can't be brought up to date yet: {Reason}")]
        public static partial void Waiting(ILogger logger, string database, string reason);
    }
}
