using Mfa.Testing;
using Npgsql;

namespace Mfa.AppHost.Tests.Local;

/// <summary>A real server, and the client that the services use.</summary>
public sealed class PostgresResourceTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly HostOptions _options;
    private RunningSystem _system = null!;

    /// <summary>The server's user passes through every folder above its own; the host opens those that are its own.</summary>
    public PostgresResourceTests()
    {
        _options = new HostOptions { DataFolder = _scratch["data"] };
        File.SetUnixFileMode(
            Path.GetDirectoryName(_options.DataFolder)!,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public async ValueTask InitializeAsync()
    {
        _system = Build();
        await _system.UntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task EachServiceOwnsItsDatabaseAndNoOther()
    {
        foreach (var service in new[] { "directory", "enrollment" })
        {
            Assert.Matches($"^Host=127.0.0.1;Port=[0-9]+;Username={service};Password=[0-9a-f]{{64}};Database={service}$", await AddressOfAsync(service));
            await ExecuteAsync(await AddressOfAsync(service), "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
            Assert.Equal("on", await ExecuteAsync(await AddressOfAsync(service), "SHOW fsync"));
        }

        var refused = await Assert.ThrowsAsync<PostgresException>(async () =>
            await ExecuteAsync((await AddressOfAsync("enrollment")).Replace("Database=enrollment", "Database=directory", StringComparison.Ordinal), "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        var wrong = await Assert.ThrowsAsync<PostgresException>(async () => await ExecuteAsync(await AddressOfAsync("directory") + ";Password=wrong", "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, wrong.SqlState);
    }

    [Fact]
    public async Task WhatWasKeptIsThereAfterAStopAndAfterAKill()
    {
        await ExecuteAsync(await AddressOfAsync("directory"), "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        var first = _system.ProcessId("postgres");
        await Tool.SignalAsync("KILL", first);
        await Eventually.IsTrueAsync(async () => await FindAsync() == 7, "it starts again by itself");

        await _system.StopAsync();
        Assert.False(File.Exists(Path.Combine(_options.DataFolder, "postgres", "data", "postmaster.pid")));
        await _system.DisposeAsync();
        File.Delete(_scratch["directory"]);
        _system = Build();
        await _system.UntilReadyAsync();
        await Eventually.IsTrueAsync(async () => await FindAsync() == 7, "it is there");
    }

    [Fact]
    public async Task PasswordsAreTheirOwnersAloneAndTheServerIsNotRoot()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_options.DataFolder, "postgres"), "*.password"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(3, Directory.EnumerateFiles(Path.Combine(_options.DataFolder, "postgres"), "*.password").Count());
        Assert.NotEqual("0", await Tool.RunAsync("stat", "-c", "%u", $"/proc/{_system.ProcessId("postgres")}"));
    }

    private RunningSystem Build()
    {
        var builder = new DistributedApplicationBuilder(_options);
        var postgres = builder.AddPostgres("postgres");
        foreach (var service in new[] { "directory", "enrollment" })
        {
            var database = postgres.AddDatabase($"{service}-database", service);
            builder.AddExecutable(service, "sh", "/", "-c", $"printenv ConnectionStrings__{service} > {_scratch[service]}; exec sleep 600")
                .WithReference(database, service).WaitFor(database);
        }

        return new RunningSystem(builder, _options);
    }

    private async Task<string> AddressOfAsync(string service)
    {
        await Eventually.IsTrueAsync(() => File.Exists(_scratch[service]) && new FileInfo(_scratch[service]).Length > 0, "the service has started");
        return (await File.ReadAllTextAsync(_scratch[service])).Trim();
    }

    private async Task<int?> FindAsync()
    {
        try
        {
            return (int?)await ExecuteAsync(await AddressOfAsync("directory"), "SELECT id FROM kept");
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static async Task<object?> ExecuteAsync(string address, string statement)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }
}
