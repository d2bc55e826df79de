using System.Data.Common;
using Mfa.Directories.Storage;
using Mfa.Mfactl.Screens;
using Mfa.Storage;
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

    private static DirectoryDb Open(string text) => (DirectoryDb)(Database.Open<SqliteDirectoryDb, PostgresDirectoryDb>(Existing(text), oneWriter: true) ?? throw new Complaint(
        "The connection string names no database we know.", "Give Directory's own: Data Source=FILE, or Host=…;Database=…;Username=…;Password=…."));

    /// <summary>A file that is not there is not made.</summary>
    private static string Existing(string text) => Database.KindOf(text) == DatabaseKind.Sqlite
        ? new SqliteConnectionStringBuilder(text) { Mode = SqliteOpenMode.ReadWrite, ForeignKeys = true }.ToString() : text;
}
