using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Mfa.Storage;

/// <summary>
/// What an erasure leaves in SQLite's files. Rows are overwritten where they stood, but a page that was laid out anew may keep a copy between its rows, and the
/// write-ahead log has every page as it was: after an erasure the database is written anew and its log emptied. PostgreSQL leaves this to its own vacuum.
/// </summary>
public sealed class ErasedTraces(WriterTurns turns, TimeProvider time)
{
    /// <summary>Nobody writes meanwhile, so of this many seconds one goes to it: a small database is written anew at once, a large one seldom.</summary>
    private const int Share = 200;

    private long _next = long.MinValue;

    private volatile bool _left;

    /// <summary>Rows were deleted, and committed, of which nothing may stay.</summary>
    public void Leave() => _left = true;

    /// <summary>Outside of a transaction: takes away what was left until now, if there is any.</summary>
    /// <returns>False: it is too soon, or somebody reads what is older; to be asked again.</returns>
    /// <exception cref="System.Data.Common.DbException">It could not be written; what was left is still there and comes at the next time.</exception>
    public async Task<bool> TryTakeAwayAsync(DatabaseFacade database, CancellationToken stop)
    {
        if (!_left || !database.IsSqlite())
            return true;
        if (time.GetTimestamp() < Volatile.Read(ref _next))
            return false;
        using var turn = await turns.TakeAsync(stop);
        var begun = time.GetTimestamp();
        // Whoever deletes from here on leaves something for the next time.
        _left = false;
        var isAway = false;
        try
        {
            isAway = await RewriteAsync(database, stop);
        }
        finally
        {
            // Never set to false here: somebody may have left something meanwhile.
            if (!isAway)
                _left = true;
            var now = time.GetTimestamp();
            Volatile.Write(ref _next, now + (Share * (now - begun)));
        }

        return isAway;
    }

    private static async Task<bool> RewriteAsync(DatabaseFacade database, CancellationToken stop)
    {
        await database.OpenConnectionAsync(stop);
        try
        {
            await using var command = database.GetDbConnection().CreateCommand();
            command.CommandText = "VACUUM";
            await command.ExecuteNonQueryAsync(stop);
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
