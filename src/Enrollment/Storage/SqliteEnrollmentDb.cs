using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Mfa.Enrollments.Storage;

internal sealed class SqliteEnrollmentDb(DbContextOptions<SqliteEnrollmentDb> options) : EnrollmentDb(options)
{
    /// <summary>For <c>dotnet ef migrations add</c> only: a schema needs neither keys nor neighbours.</summary>
    public sealed class Design : IDesignTimeDbContextFactory<SqliteEnrollmentDb>
    {
        public SqliteEnrollmentDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteEnrollmentDb>().UseSqlite("Data Source=:memory:").Options);
    }
}
