using System.Data.Common;
using Mfa.Directories.Storage;
using Mfa.Mfactl.Screens;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Mfactl.Databases;

/// <summary>Directory's database, opened beside the service or without it.</summary>
internal static class DirectoryDatabase
{
    /// <exception cref="Complaint">It can't be opened, or its schema is another version's.</exception>
    public static async Task<DirectoryDb> OpenAsync(string text, CancellationToken stop)
    {
        var db = Open(text);
        try
        {
            if (!(await db.Database.GetPendingMigrationsAsync(stop)).Any())
                return db;
        }
        catch (DbException failure)
        {
            await db.DisposeAsync();
            throw Unreadable(failure);
        }

        await db.DisposeAsync();
        throw new Complaint("The database is not Directory's of this version.", "Start Directory of this console's version once: it brings its database up to date.");
    }

    public static Complaint Unreadable(DbException failure) =>
        new($"The database can't be used: {failure.Message}", "Look at the connection string, and whether the server runs or the file is there and yours to read.");

    private static DirectoryDb Open(string text) => new(new DbContextOptionsBuilder<DirectoryDb>()
        .UseSqlite(new SqliteConnectionStringBuilder(text) { Mode = SqliteOpenMode.ReadWrite, ForeignKeys = true }.ToString()).Options);
}
