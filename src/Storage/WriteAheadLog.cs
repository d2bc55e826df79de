using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Mfa.Storage;

/// <summary>What was deleted stands in SQLite's write-ahead log, page by page as it was, until the log is written over.</summary>
public static class WriteAheadLog
{
    /// <summary>Outside of a transaction: copies the log into the database and empties it, so that what was deleted is in no file any more.</summary>
    /// <returns>False: somebody reads what is older; to be asked again. True too of a database that keeps no such log.</returns>
    public static async Task<bool> TruncateLogAsync(this DatabaseFacade database, CancellationToken stop)
    {
        if (!database.IsSqlite())
            return true;
        await database.OpenConnectionAsync(stop);
        try
        {
            await using var command = database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            // The first column: whether it was kept from finishing.
            return await command.ExecuteScalarAsync(stop) is 0L;
        }
        finally
        {
            await database.CloseConnectionAsync();
        }
    }
}
