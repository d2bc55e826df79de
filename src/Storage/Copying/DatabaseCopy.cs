using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Mfa.Storage.Copying;

/// <summary>
/// Copies everything of a service from one database to another, in one transaction on either side: what arrives is what was there at one moment, or nothing.
/// Stop the service before, so that nothing is changed behind the copy.
/// </summary>
public static class DatabaseCopy
{
    /// <param name="source">On one database, up to date.</param>
    /// <param name="target">The same service's on another: up to date and empty.</param>
    /// <param name="progress">Told now and then, and at the end of each table.</param>
    /// <exception cref="DatabaseCopyException">One of them is not as it must be, or not everything arrived; the target is as it was.</exception>
    public static async Task RunAsync(DbContext source, DbContext target, IProgress<CopiedTable> progress, CancellationToken stop)
    {
        await RequireOwnLevelAsync(source, "source", stop);
        await RequireOwnLevelAsync(target, "target", stop);
        var tables = InOrderOfReferences(target);

        await using var reading = await source.Database.BeginTransactionAsync(source.Database.IsNpgsql() ? IsolationLevel.RepeatableRead : IsolationLevel.Serializable, stop);
        await using var writing = await target.Database.BeginTransactionAsync(stop);
        var copies = tables.ConvertAll(table => new TableCopy(table, source, target));
        foreach (var copy in copies)
            if (await copy.CountTargetAsync(stop) > 0)
                throw new DatabaseCopyException($"The target's table {copy.Name} holds rows already: copy into a fresh database.");
        foreach (var copy in copies)
        {
            await copy.RunAsync(progress, stop);
            await copy.ContinueNumbersAsync(stop);
        }

        foreach (var copy in copies)
            if ((await copy.CountSourceAsync(stop), await copy.CountTargetAsync(stop)) is var (read, written) && read != written)
                throw new DatabaseCopyException($"Of {read} rows of {copy.Name} {written} arrived: nothing was copied.");
        await writing.CommitAsync(stop);
    }

    /// <summary>The two sets of migrations have different names; both databases are at this program's level, or none is copied.</summary>
    private static async Task RequireOwnLevelAsync(DbContext db, string which, CancellationToken stop)
    {
        var applied = await db.Database.GetAppliedMigrationsAsync(stop);
        if (!db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal).SetEquals(applied))
            throw new DatabaseCopyException($"The {which} is of another version than this program: start the service of this version on it once.");
    }

    private static List<ITable> InOrderOfReferences(DbContext db)
    {
        var ordered = new List<ITable>();
        foreach (var table in db.Model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal))
            Place(table, ordered);
        return ordered;
    }

    private static void Place(ITable table, List<ITable> ordered)
    {
        if (ordered.Contains(table))
            return;
        foreach (var reference in table.ForeignKeyConstraints.Where(reference => reference.PrincipalTable != table))
            Place(reference.PrincipalTable, ordered);
        ordered.Add(table);
    }
}

/// <param name="Rows">So far.</param>
public sealed record CopiedTable(string Table, long Rows);

public sealed class DatabaseCopyException(string message) : Exception(message);
