using Mfa.Storage.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Mfa.Directories.Storage;

internal sealed class PostgresDirectoryDb : DirectoryDb
{
    public PostgresDirectoryDb(DbContextOptions<PostgresDirectoryDb> options)
        : base(options) =>
        // The one writer's lock is taken where a transaction begins, so that a single change needs one too.
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation(PostgresDatabase.Ordinal);
    }

    /// <summary>For <c>dotnet ef migrations add</c> only: it connects to nothing.</summary>
    public sealed class Design : IDesignTimeDbContextFactory<PostgresDirectoryDb>
    {
        public PostgresDirectoryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDirectoryDb>().UseNpgsql("Host=none").Options);
    }
}
