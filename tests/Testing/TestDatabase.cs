using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Mfa.Testing;

/// <summary>
/// A fresh database for one fixture: a SQLite file, or with <c>MFA_TEST_DATABASE=postgres</c> a database of a real server. What only a database's owner can do
/// (lock it, search its files) is asked for here, so that the same tests hold for both.
/// </summary>
public sealed class TestDatabase
{
    private readonly string? _file;
    private readonly PostgresServer? _server;

    private TestDatabase(string? file, PostgresServer? server, string connectionString) => (_file, _server, ConnectionString) = (file, server, connectionString);

    public static bool OnPostgres { get; } = Environment.GetEnvironmentVariable("MFA_TEST_DATABASE") == "postgres";

    public string ConnectionString { get; }

    /// <param name="file">Where SQLite puts it.</param>
    public static async Task<TestDatabase> CreateAsync(string file) => OnPostgres ? await OnServerAsync(await PostgresServer.SharedAsync()) : OnSqlite(file);

    public static TestDatabase OnSqlite(string file) => new(file, null, $"Data Source={file}");

    public static async Task<TestDatabase> OnServerAsync(PostgresServer server) => new(null, server, await server.NewDatabaseAsync());

    /// <summary>A server's that is not the tests'; its files are not ours to search.</summary>
    public static TestDatabase Elsewhere(string connectionString) => new(null, null, connectionString);

    /// <summary>Past the service, which pools its own.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = _file is null ? new NpgsqlConnection(ConnectionString + ";Pooling=false") : new SqliteConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string statement)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, statement);
    }

    /// <summary>PostgreSQL's for it, after which the folder of its tables is called.</summary>
    public async Task<string> NumberAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Nobody changes anything until it is let go; reading goes on.</summary>
    public async Task<LockedDatabase> LockAsync()
    {
        var connection = await OpenAsync();
        await ExecuteAsync(connection, _file is not null ? "BEGIN EXCLUSIVE" :
            """
            BEGIN;
            DO $$ DECLARE one text; BEGIN
                FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', one); END LOOP;
            END $$;
            """);
        return new LockedDatabase(connection);
    }

    /// <summary>Whether it stands in any file of it, in the log or an index, once all that was written has reached the disk.</summary>
    public async Task<bool> FilesContainAsync(byte[] wanted)
    {
        await WriteOutAsync();
        return await AnyContainsAsync([.. await TablesAsync(), .. Log()], wanted);
    }

    private Task WriteOutAsync() => ExecuteAsync(_file is not null ? "PRAGMA wal_checkpoint(TRUNCATE)" : "CHECKPOINT");

    public Task<bool> FilesContainAsync(string wanted) => FilesContainAsync(Encoding.UTF8.GetBytes(wanted));

    /// <summary>
    /// The same of what was there once. SQLite overwrites what is deleted; PostgreSQL leaves that to its vacuum, and keeps a log that is reused in its time, so that
    /// its tables are asked after their vacuum and the log is not.
    /// </summary>
    public Task<bool> KeepsAsync(byte[] deleted) => KeepsAnyAsync([deleted]);

    public async Task<bool> KeepsAnyAsync(IEnumerable<byte[]> deleted)
    {
        if (_file is null)
            await ExecuteAsync("VACUUM FULL");
        await WriteOutAsync();
        string[] files = _file is null ? [.. await TablesAsync()] : [.. await TablesAsync(), .. Log()];
        foreach (var one in deleted)
            if (await AnyContainsAsync(files, one))
                return true;
        return false;
    }

    private async Task<IEnumerable<string>> TablesAsync()
    {
        if (_file is not null)
            return Directory.EnumerateFiles(Path.GetDirectoryName(_file)!, Path.GetFileName(_file) + "*");
        return Directory.EnumerateFiles(Path.Combine(_server!.Files, "base", await NumberAsync()));
    }

    private IEnumerable<string> Log() => _server is null ? [] : Directory.EnumerateFiles(Path.Combine(_server.Files, "pg_wal"));

    private static async Task<bool> AnyContainsAsync(IEnumerable<string> files, byte[] wanted)
    {
        foreach (var file in files)
            if ((await ReadAsync(file)).AsSpan().IndexOf(wanted) >= 0)
                return true;
        return false;
    }

    /// <summary>Empty where the server took the file away meanwhile.</summary>
    private static async Task<byte[]> ReadAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Free again once it is disposed of.</summary>
public sealed class LockedDatabase(DbConnection connection) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
