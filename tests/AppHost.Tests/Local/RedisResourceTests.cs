using System.Diagnostics;
using Mfa.Testing;
using StackExchange.Redis;

namespace Mfa.AppHost.Tests.Local;

/// <summary>A real server, and the client that Challenge uses.</summary>
public sealed class RedisResourceTests : IAsyncLifetime, IDisposable
{
    private readonly Scratch _scratch = new();
    private RunningSystem? _system;
    private ConnectionMultiplexer? _client;

    private IDatabase Database => _client!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        var options = new HostOptions { DataFolder = _scratch["data"] };
        var builder = new DistributedApplicationBuilder(options);
        builder.AddRedis("challenge-redis").WithArgs("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
        _system = new RunningSystem(builder, options);
        await _system.UntilReadyAsync();
        var address = _system.Entry("challenge-redis").GetProperty("connectionString").GetString();
        _client = await ConnectionMultiplexer.ConnectAsync($"{address},abortConnect=false");
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.CloseAsync();
        if (_system is not null)
            await _system.DisposeAsync();
        _scratch.Dispose();
    }

    void IDisposable.Dispose() => _client?.Dispose();

    [Fact]
    public async Task TheClientRunsScriptsOverTheServicesKeys()
    {
        var script = (string?)await Database.ExecuteAsync(
            "SCRIPT", "LOAD", "redis.call('SET', KEYS[1], ARGV[1]); redis.call('XADD', KEYS[2], '*', 'a', 'b'); return redis.call('TIME')");

        var time = (RedisResult[]?)await Database.ExecuteAsync("EVALSHA", script!, "2", "mfa:one", "mfa:stream", "1");

        Assert.Equal(2, time!.Length);
        Assert.Equal("1", (string?)await Database.StringGetAsync("mfa:one"));
        Assert.Contains("run_id:", (string?)await Database.ExecuteAsync("INFO", "server"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appendonly", "yes")]
    [InlineData("appendfsync", "always")]
    [InlineData("maxmemory-policy", "noeviction")]
    [InlineData("save", "")]
    [InlineData("bind", "127.0.0.1")]
    public async Task ItKeepsWhatItAcknowledged(string setting, string value) =>
        Assert.Equal(value, (string?)((RedisResult[])(await Database.ExecuteAsync("CONFIG", "GET", setting))!)[1]);

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    [InlineData("KEYS *")]
    [InlineData("CONFIG SET save 1")]
    [InlineData("DEBUG SLEEP 0")]
    [InlineData("SHUTDOWN NOSAVE")]
    [InlineData("ACL LIST")]
    [InlineData("REPLICAOF NO ONE")]
    [InlineData("SWAPDB 0 1")]
    [InlineData("MONITOR")]
    [InlineData("SAVE")]
    [InlineData("SCRIPT FLUSH")]
    [InlineData("FUNCTION FLUSH")]
    [InlineData("SET other 1")]
    [InlineData("GET other")]
    [InlineData("EVAL redis.call('FLUSHALL') 0")]
    public async Task ACommandOutsideTheServicesNeedIsRefused(string command)
    {
        var words = command.Split(' ');
        await Assert.ThrowsAsync<RedisServerException>(() => Database.ExecuteAsync(words[0], [.. words[1..]]));
    }

    [Fact]
    public async Task AWriteOutlivesTheServersDeath()
    {
        await Database.StringSetAsync("mfa:one", "kept");
        var before = _system!.ProcessId("challenge-redis");

        Process.GetProcessById(before).Kill();
        await Eventually.IsTrueAsync(() => _system.ProcessId("challenge-redis") != before, "another server has its place");
        await Eventually.IsTrueAsync(AnswersAsync, "the client is back");

        Assert.Equal("kept", (string?)await Database.StringGetAsync("mfa:one"));
    }

    /// <summary>A client may still believe in the connection that died with its server: only an answer tells.</summary>
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Database.PingAsync();
            return true;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }

    [Fact]
    public async Task TwoServersKnowNothingOfOneAnother()
    {
        using var scratch = new Scratch();
        var options = new HostOptions { DataFolder = scratch["data"] };
        var builder = new DistributedApplicationBuilder(options);
        builder.AddRedis("challenge-redis");
        builder.AddRedis("notifier-redis").WithArgs("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
        await using var system = new RunningSystem(builder, options);
        await system.UntilReadyAsync();
        var (ours, theirs) = (Address("challenge-redis"), Address("notifier-redis"));

        using var client = await ConnectionMultiplexer.ConnectAsync($"{theirs},abortConnect=false");
        await client.GetDatabase().StringSetAsync("mfa:one", "1");

        Assert.NotEqual(ours, theirs);
        Assert.Equal("always", (string?)((RedisResult[])(await client.GetDatabase().ExecuteAsync("CONFIG", "GET", "appendfsync"))!)[1]);
        await Assert.ThrowsAsync<RedisServerException>(() => client.GetDatabase().ExecuteAsync("FLUSHALL"));
        await Assert.ThrowsAsync<RedisServerException>(() => client.GetDatabase().ExecuteAsync("SET", "other", "1"));
        var strangers = $"{ours[..ours.IndexOf(',', StringComparison.Ordinal)]}{theirs[theirs.IndexOf(',', StringComparison.Ordinal)..]}";
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(strangers));

        string Address(string name) => system.Entry(name).GetProperty("connectionString").GetString()!;
    }
}
