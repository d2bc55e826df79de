using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mfa.Storage;

/// <summary>Brings the schema up to date before the service takes requests; waits for a database that is not there yet.</summary>
internal sealed partial class Migration<TDb>(IServiceScopeFactory scopes, TimeProvider time, ILogger<Migration<TDb>> logger) : IHostedService
    where TDb : DbContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
            if (new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource is var file && Path.GetDirectoryName(file) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            await db.Database.MigrateAsync(stop);
            return true;
        }
        catch (DbException failure)
        {
            Log.Waiting(logger, typeof(TDb).Name, failure.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Database} can't be brought up to date yet: {Reason}")]
        public static partial void Waiting(ILogger logger, string database, string reason);
    }
}
