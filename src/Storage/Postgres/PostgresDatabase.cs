using Microsoft.EntityFrameworkCore;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Mfa.Storage.Postgres;

/// <summary>PostgreSQL. A server that is gone costs a request a second, one that is busy less.</summary>
public static class PostgresDatabase
{
    /// <summary>SQLite's order and equality of text: byte by byte, whatever the database's own collation.</summary>
    public const string Ordinal = "C";

    /// <summary>Seconds, to connect (a wait for one of our connections included) and for a statement.</summary>
    private const int Limit = 1;

    /// <summary>The server gives up a little before we do, so that the connection lives on; longer waits than these would outlast the request.</summary>
    private const string ServersLimits = "-c lock_timeout=750 -c statement_timeout=900 -c idle_in_transaction_session_timeout=5000";

    /// <summary>Unless the connection string says otherwise: PostgreSQL serves a hundred as it is shipped.</summary>
    private const int Connections = 30;

    private const string PoolSize = "Maximum Pool Size";

    /// <summary>Kerberos' own encryption is tried only where it is asked for: each try of another kind costs a server that does not answer one more second.</summary>
    private const string GssEncryption = "GSS Encryption Mode";

    /// <summary>For a service.</summary>
    internal static void Use(DbContextOptionsBuilder options, string configured, bool oneWriter) =>
        Use(options.AddInterceptors(new OneTry.Commits()), WithLimits(configured), oneWriter, npgsql => npgsql.ExecutionStrategy(dependencies => new OneTry(dependencies)));

    /// <summary>For a program beside it, which has all the time it needs and keeps to the services' order of writers.</summary>
    internal static void UseUnhurried(DbContextOptionsBuilder options, string configured, bool oneWriter) => Use(options, configured, oneWriter, null);

    private static void Use(DbContextOptionsBuilder options, string connection, bool oneWriter, Action<NpgsqlDbContextOptionsBuilder>? how)
    {
        options.UseNpgsql(connection, how);
        if (oneWriter)
            options.AddInterceptors(new OneWriter());
    }

    private static string WithLimits(string configured)
    {
        var connection = new NpgsqlConnectionStringBuilder(configured)
        {
            Timeout = Limit,
            CommandTimeout = Limit,
            // What does not answer in time is not asked to stop: the connection is broken, and the server notices.
            CancellationTimeout = -1,
        };
        connection.Options = string.Join(' ', new[] { connection.Options, ServersLimits }.Where(part => !string.IsNullOrEmpty(part)));
        if (!connection.ShouldSerialize(PoolSize))
            connection.MaxPoolSize = Connections;
        if (!connection.ShouldSerialize(GssEncryption))
            connection[GssEncryption] = "Disable";
        return connection.ToString();
    }
}
