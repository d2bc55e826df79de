using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Mfa.Directories.Storage;

/// <summary>For <c>dotnet ef migrations add</c> only: a schema needs neither keys nor neighbours.</summary>
internal sealed class DirectoryDbFactory : IDesignTimeDbContextFactory<DirectoryDb>
{
    public DirectoryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<DirectoryDb>().UseSqlite("Data Source=:memory:").Options);
}
