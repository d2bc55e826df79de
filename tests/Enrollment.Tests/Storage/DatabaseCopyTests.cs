using System.Globalization;
using System.Net;
using System.Text.Json;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Storage.Copying;
using Mfa.Testing;

namespace Mfa.Enrollments.Tests.Storage;

/// <summary>An Enrollment that began on a SQLite file goes on on PostgreSQL: what is sealed opens, what is judged stands.</summary>
public sealed class DatabaseCopyTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-copy-").FullName;
    private readonly EnrollmentApp _old = new();

    public async ValueTask InitializeAsync()
    {
        await _old.On(TestDatabase.OnSqlite(Path.Combine(_folder, "old.db"))).InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AFactorSetIsTheSameOnTheOtherSide()
    {
        var (enrolled, pending) = (_old.NewPerson(), _old.NewPerson());
        await enrolled.EnrolAsync();
        (await pending.StartAsync()).Expect(HttpStatusCode.Created);
        await _old.TellAsync(_old.OutcomeOf(enrolled, "charged", "chg_1"));
        var before = await _old.SetOf(enrolled);
        var target = await TestDatabase.OnServerAsync(await PostgresServer.SharedAsync());
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        Assert.Equal(0, await CopyCommand.RunAsync<SqliteEnrollmentDb, PostgresEnrollmentDb>(
            EnrollmentDb.Connection, _old.Database.ConnectionString, target.ConnectionString, said, said));

        await using var next = new EnrollmentApp().After(_old).On(target);
        await next.InitializeAsync();
        var after = await next.SetOf(enrolled);
        Assert.Equal(Plain(before), Plain(after));
        Assert.Equal((await _old.SetOf(pending)).Version, (await next.SetOf(pending)).Version);
    }

    /// <summary>Without what is sealed anew at every asking; that it could be is that the stored secret opened.</summary>
    private static string Plain(FactorSet set)
    {
        Assert.All(set.Factors, factor => Assert.NotEmpty(factor.Secret!));
        return JsonSerializer.Serialize(set with { Factors = [.. set.Factors.Select(factor => factor with { Secret = null })] }, InternalJson.Default.FactorSet);
    }
}
