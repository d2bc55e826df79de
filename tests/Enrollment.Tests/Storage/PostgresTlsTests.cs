using System.Net;
using System.Security.Authentication;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.Storage;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Mfa.Enrollments.Tests.Storage;

/// <summary>A PostgreSQL server that takes nobody without TLS, with a certificate for 127.0.0.1 and no other name.</summary>
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-postgres-tls-").FullName;
    private PostgresServer _server = null!;
    private string _connection = null!;

    public async ValueTask InitializeAsync()
    {
        await CertifyAsync("server");
        await CertifyAsync("stranger");
        _server = await PostgresServer.StartWithTlsAsync(CertificateOf("server"), Path.Combine(_folder, "server.key"));
        _connection = await _server.NewDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task TheServiceStoresOverTlsAlone()
    {
        await using var app = new EnrollmentApp().On(TestDatabase.Elsewhere(Trusting("server")));
        await app.InitializeAsync();
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        await using var db = Open(Trusting("server"));
        Assert.True(await db.Set<Factor>().AnyAsync(factor => factor.Id == started["id"], TestContext.Current.CancellationToken));
        Assert.Equal([true], await db.Database.SqlQuery<bool>(
            $"SELECT DISTINCT ssl AS \"Value\" FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname = current_database()")
            .ToListAsync(TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ConnectAsync(_connection + ";SSL Mode=Disable"));
        Assert.Equal(PostgresErrorCodes.InvalidAuthorizationSpecification, refused.SqlState);
    }

    [Fact]
    public async Task AServerWithAnotherCertificateIsToldNothing()
    {
        var refused = await Assert.ThrowsAsync<NpgsqlException>(() => ConnectAsync(Trusting("stranger")));

        Assert.IsType<AuthenticationException>(refused.InnerException);
    }

    [Fact]
    public async Task AServerOfAnotherNameIsToldNothing()
    {
        var refused = await Assert.ThrowsAsync<NpgsqlException>(
            () => ConnectAsync(new NpgsqlConnectionStringBuilder(Trusting("server")) { Host = "localhost" }.ToString()));

        Assert.IsType<AuthenticationException>(refused.InnerException);
    }

    private static async Task ConnectAsync(string connection)
    {
        await using var db = Open(connection);
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
    }

    private static DbContext Open(string connection) => Database.Open<SqliteEnrollmentDb, PostgresEnrollmentDb>(connection, oneWriter: false)!;

    private string Trusting(string name) => $"{_connection};SSL Mode=VerifyFull;Root Certificate={CertificateOf(name)}";

    private string CertificateOf(string name) => Path.Combine(_folder, name + ".pem");

    private Task<string> CertifyAsync(string name) => Tool.RunAsync(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", $"/CN={name}",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", Path.Combine(_folder, name + ".key"), "-out", CertificateOf(name));
}
