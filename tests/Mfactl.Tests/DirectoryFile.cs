using Mfa.Directories.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Mfactl.Tests;

/// <summary>Directory's database in a file, brought up to date by its own migrations.</summary>
internal static class DirectoryFile
{
    public static async Task<string> CreateAsync(Desk desk)
    {
        await using var db = Open(desk);
        await db.Database.MigrateAsync();
        return ConnectionString(desk);
    }

    public static DirectoryDb Open(Desk desk) => new SqliteDirectoryDb(new DbContextOptionsBuilder<SqliteDirectoryDb>().UseSqlite(ConnectionString(desk)).Options);

    /// <summary>Past every rule of the schema, as whoever holds the file can.</summary>
    public static async Task TamperAsync(Desk desk, string statement)
    {
        await using var connection = new SqliteConnection(ConnectionString(desk));
        await connection.OpenAsync();
        var triggers = new List<string>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                triggers.Add(reader.GetString(0));
        }

        foreach (var text in triggers.Select(trigger => $"DROP TRIGGER \"{trigger}\"").Append(statement))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = text;
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string ConnectionString(Desk desk) => $"Data Source={desk.At("directory.db")};Pooling=False";
}
