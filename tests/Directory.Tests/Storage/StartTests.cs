using System.Net;
using Mfa.Directories.Tests.Service;
using Mfa.Storage;
using Mfa.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests.Storage;

/// <summary>How a service finds its database and brings it up to date.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task InstancesThatStartTogetherBringTheDatabaseUpToDateOnce()
    {
        await using var one = new DirectoryApp();
        await using var database = new Scratch();
        var shared = await TestDatabase.CreateAsync(database["directory.db"]);
        await using var other = new DirectoryApp().On(shared);
        await using var third = new DirectoryApp().On(shared);
        one.On(shared);
        await Task.WhenAll(new[] { one, other, third }.Select(app => Task.Run(async () => await app.InitializeAsync())));

        var (known, applied) = await one.InDatabaseAsync(async db => (db.Database.GetMigrations().ToList(), (await db.Database.GetAppliedMigrationsAsync()).ToList()));
        Assert.Equal(known, applied);
        foreach (var app in new[] { one, other, third })
            (await app.Main.SignInAsync(await app.Main.RegisterAsync())).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Data Source=directory.db", DatabaseKind.Sqlite)]
    [InlineData("data source=:memory:", DatabaseKind.Sqlite)]
    [InlineData("Host=db;Database=directory;Username=directory;Password=p", DatabaseKind.Postgres)]
    [InlineData("server=db;database=directory", DatabaseKind.Postgres)]
    [InlineData("postgres://db/directory", null)]
    [InlineData("Data Source=x;Host=y", null)]
    [InlineData("directory.db", null)]
    [InlineData("", null)]
    public void TheConnectionStringSaysWhichDatabaseItIs(string connectionString, DatabaseKind? kind) => Assert.Equal(kind, Database.KindOf(connectionString));

    [Fact]
    public void AnotherDatabaseIsRefusedAtTheStartWithoutAWordOfItsPassword()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:directory"] = "postgres://directory:hidden@db/directory";
        var problem = Assert.Throws<InvalidOperationException>(builder.AddDirectory);
        Assert.Contains("ConnectionStrings__directory names no database we know", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", problem.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A folder of its own, which outlives the instances that share what is in it.</summary>
    private sealed class Scratch : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("mfa-start-").FullName;

        public string this[string file] => Path.Combine(_folder, file);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
