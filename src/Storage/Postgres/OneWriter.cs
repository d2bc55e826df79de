using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Mfa.Storage.Postgres;

/// <summary>
/// Lets one change at a time into a database, whichever instance it comes from: who changes something first takes a lock that its commit gives back. So no
/// transaction ever has to be begun again, and every rule that holds on SQLite holds here. Who only reads does not wait.
/// </summary>
internal sealed class OneWriter : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>Each statement sees what was committed before it, so after this one everything the last writer did. The number is ours in the whole database.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(7163489)";

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        try
        {
            using var command = LockIn(transaction);
            command.ExecuteNonQuery();
            return InterceptionResult<DbTransaction>.SuppressWithResult(transaction);
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            await using var command = LockIn(transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return InterceptionResult<DbTransaction>.SuppressWithResult(transaction);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        LockBefore(command, eventData.CommandSource);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        LockBefore(command, eventData.CommandSource);
        return ValueTask.FromResult(result);
    }

    private static DbCommand LockIn(DbTransaction transaction)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Lock;
        return command;
    }

    /// <summary>What is sent together without a transaction is one; selected rows are not counted among the changed ones.</summary>
    private static void LockBefore(DbCommand command, CommandSource source)
    {
        if (command.Transaction is null && source is CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw)
            command.CommandText = $"{Lock}; {command.CommandText}";
    }
}
