using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Mfa.Directories.Storage;

internal sealed class SqliteDirectoryDb(DbContextOptions<SqliteDirectoryDb> options) : DirectoryDb(options)
{
    /// <summary>For <c>dotnet ef migrations add</c> only: a schema needs neither keys nor neighbours.</summary>
    public sealed class Design : IDesignTimeDbContextFactory<SqliteDirectoryDb>
    {
        public SqliteDirectoryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDirectoryDb>().UseSqlite("Data Source=:memory:").Options);
    }
}
