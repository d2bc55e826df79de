using System.Text;
using Microsoft.Data.Sqlite;

namespace Mfa.Enrollments.Tests;

/// <summary>Searches bytes in the database's file, its write-ahead log and its index, after the log has been written back.</summary>
internal static class DatabaseFiles
{
    public static bool Contain(EnrollmentApp app, string wanted) => Contain(app, Encoding.UTF8.GetBytes(wanted));

    public static bool Contain(EnrollmentApp app, byte[] wanted)
    {
        using (var connection = new SqliteConnection($"Data Source={app.DatabaseFile};Pooling=False"))
        {
            connection.Open();
            using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            checkpoint.ExecuteNonQuery();
        }

        return Directory.EnumerateFiles(Path.GetDirectoryName(app.DatabaseFile)!).Any(file => Read(file).AsSpan().IndexOf(wanted) >= 0);
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
