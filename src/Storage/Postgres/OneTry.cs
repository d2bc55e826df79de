using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Mfa.Storage.Postgres;

/// <summary>
/// Nothing is tried twice: who asks decides that. A failure comes as the database's own, without the socket or the clock below it, so that whoever looks for a
/// <see cref="DbException"/> at the bottom of what happened finds one, as with SQLite.
/// </summary>
internal sealed class OneTry(ExecutionStrategyDependencies dependencies) : IExecutionStrategy
{
    public bool RetriesOnFailure => false;

    public TResult Execute<TState, TResult>(
        TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded)
    {
        try
        {
            return operation(dependencies.CurrentContext.Context, state);
        }
        catch (Exception failure) when (IsLostConnection(failure))
        {
            throw new LostConnectionException(failure);
        }
    }

    public async Task<TResult> ExecuteAsync<TState, TResult>(
        TState state, Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded, CancellationToken cancellationToken = default)
    {
        try
        {
            return await operation(dependencies.CurrentContext.Context, state, cancellationToken);
        }
        catch (Exception failure) when (IsLostConnection(failure))
        {
            throw new LostConnectionException(failure);
        }
    }

    private static bool IsLostConnection(Exception failure) =>
        (failure as NpgsqlException ?? failure.InnerException as NpgsqlException) is { } lost && lost.GetBaseException() is not DbException;

    /// <summary>A commit is nobody's operation and fails by itself.</summary>
    internal sealed class Commits : IDbTransactionInterceptor
    {
        public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default) =>
            IsLostConnection(eventData.Exception) ? throw new LostConnectionException(eventData.Exception) : Task.CompletedTask;
    }
}

/// <summary>The server did not answer, in time or at all. What was begun may have been done.</summary>
internal sealed class LostConnectionException(Exception failure) : DbException(failure.GetBaseException().Message);
