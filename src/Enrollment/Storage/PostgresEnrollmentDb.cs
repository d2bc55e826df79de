using Mfa.Storage.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Mfa.Enrollments.Storage;

internal sealed class PostgresEnrollmentDb(DbContextOptions<PostgresEnrollmentDb> options) : EnrollmentDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation(PostgresDatabase.Ordinal);
    }

    /// <summary>For <c>dotnet ef migrations add</c> only: it connects to nothing.</summary>
    public sealed class Design : IDesignTimeDbContextFactory<PostgresEnrollmentDb>
    {
        public PostgresEnrollmentDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresEnrollmentDb>().UseNpgsql("Host=none").Options);
    }
}
