using System.Data.Common;
using Mfa.Storage.Postgres;
using Mfa.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Storage;

/// <summary>The lasting store of a service, on the database its connection string names; every wait bounded by one second.</summary>
public static class Database
{
    private const string Forms = "Data Source=FILE for SQLite, Host=…;Database=…;Username=…;Password=… for PostgreSQL";

    /// <param name="connectionName">Of <c>ConnectionStrings</c>.</param>
    /// <param name="oneWriter">
    /// On PostgreSQL too a change begins when the one before it is committed, as SQLite has it; otherwise changes meet in the rows they lock.
    /// </param>
    /// <typeparam name="TDb">What the service asks for.</typeparam>
    /// <typeparam name="TSqlite">It on SQLite: EF Core keeps migrations by type.</typeparam>
    /// <typeparam name="TPostgres">It on PostgreSQL.</typeparam>
    /// <exception cref="InvalidOperationException">There is no such connection string, or it names no database we know.</exception>
    public static WebApplicationBuilder AddDatabase<TDb, TSqlite, TPostgres>(this WebApplicationBuilder builder, string connectionName, bool oneWriter)
        where TDb : DbContext
        where TSqlite : TDb
        where TPostgres : TDb
    {
        var services = builder.Services;
        var configured = builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"ConnectionStrings__{connectionName} must name the database: {Forms}.");
        switch (KindOf(configured) ?? throw new InvalidOperationException($"ConnectionStrings__{connectionName} names no database we know. It is {Forms}."))
        {
            case DatabaseKind.Sqlite:
                SqliteDatabase.LetThreadsWait();
                services.AddDbContextPool<TDb, TSqlite>(options => SqliteDatabase.Use(options, configured));
                services.AddSingleton(_ => WriterTurns.InOrder());
                break;
            case DatabaseKind.Postgres:
                services.AddDbContextPool<TDb, TPostgres>(options => PostgresDatabase.Use(options, configured, oneWriter));
                services.AddSingleton(_ => oneWriter ? WriterTurns.InOrder() : WriterTurns.Free());
                break;
        }

        services.AddSingleton<ErasedTraces>();
        services.AddHostedService<Migration<TDb>>();
        services.AddHealthChecks().AddCheck<DatabaseHealth<TDb>>("database");
        return builder;
    }

    /// <summary>A service's store for a program that is no service: as the connection string says it, without a request's limits.</summary>
    /// <param name="connectionString">The service's own, or of the same form.</param>
    /// <param name="oneWriter">As the service has it; without it a transaction has the isolation it asks for.</param>
    /// <returns>Null: it names no database we know.</returns>
    public static DbContext? Open<TSqlite, TPostgres>(string connectionString, bool oneWriter)
        where TSqlite : DbContext
        where TPostgres : DbContext => KindOf(connectionString) switch
        {
            DatabaseKind.Sqlite => Make<TSqlite>(options => options.UseSqlite(connectionString)),
            DatabaseKind.Postgres => Make<TPostgres>(options => PostgresDatabase.UseUnhurried(options, connectionString, oneWriter)),
            _ => null,
        };

    private static TDb Make<TDb>(Action<DbContextOptionsBuilder<TDb>> use)
        where TDb : DbContext
    {
        var options = new DbContextOptionsBuilder<TDb>();
        use(options);
        return (TDb)Activator.CreateInstance(typeof(TDb), options.Options)!;
    }

    /// <summary>Null for neither; nothing of the text is told, as a password may stand in it.</summary>
    public static DatabaseKind? KindOf(string connectionString)
    {
        try
        {
            var words = new DbConnectionStringBuilder { ConnectionString = connectionString };
            bool Has(params ReadOnlySpan<string> names)
            {
                foreach (var name in names)
                    if (words.ContainsKey(name))
                        return true;
                return false;
            }

            return (Has("Data Source", "DataSource", "Filename"), Has("Host", "Server")) switch
            {
                (true, false) => DatabaseKind.Sqlite,
                (false, true) => DatabaseKind.Postgres,
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
