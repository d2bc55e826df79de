using Mfa.ServiceDefaults.Time;
using StackExchange.Redis;

namespace Mfa.Notifier.Queue;

/// <summary>The connection to notifier-redis: ready once a boot has loaded the scripts, and booted again after every reconnection.</summary>
internal sealed partial class QueueConnection(IConfiguration configuration, StoreClock clock, TimeProvider time, ILogger<QueueConnection> logger)
    : BackgroundService
{
    /// <summary>The name of the store, as operators know it.</summary>
    public const string Name = "notifier-redis";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _boot = new(1, 1);
    private ConnectionMultiplexer? _multiplexer;
    private volatile bool _booted;

    /// <summary>The database while the connection is up and booted.</summary>
    public IDatabase? Ready => _booted && _multiplexer is { IsConnected: true } up ? up.GetDatabase() : null;

    /// <summary>Loads the scripts; concurrent callers share one run.</summary>
    /// <exception cref="InvalidOperationException">The store would lose mails that the bus believes to be safe.</exception>
    public async Task BootAsync()
    {
        await _boot.WaitAsync();
        try
        {
            var database = _multiplexer?.GetDatabase() ?? throw new TimeoutException();
            await RequireLastingAsync(database);
            foreach (var script in Script.All)
                script.Hash = Convert.FromHexString((string)(await database.ExecuteAsync("SCRIPT", "LOAD", script.Text).WaitAsync(BootLimit))!);
            var booted = (RedisResult[])(await database.ScriptEvaluateAsync(Script.Boot.Hash).WaitAsync(BootLimit))!;
            clock.Saw((long)booted[1]);
            _booted = true;
            Log.Booted(logger);
        }
        finally
        {
            _boot.Release();
        }
    }

    public override void Dispose()
    {
        _multiplexer?.Dispose();
        _boot.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString(Name)
            ?? throw new InvalidOperationException($"ConnectionStrings__{Name} must hold the address of the mail queue (host:port,password=…)."));
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1000;
        options.SyncTimeout = 1000;
        _multiplexer = await RedisClient.ConnectAsync(options);
        _multiplexer.ConnectionFailed += (_, _) => _booted = false;

        while (!stoppingToken.IsCancellationRequested)
        {
            if (!_booted && _multiplexer.IsConnected)
                await TryBootAsync();
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryBootAsync()
    {
        try
        {
            await BootAsync();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            Log.NotBooted(logger, failure.GetType().Name);
        }
    }

    /// <summary>An order is acknowledged to the bus once it is here: a store that forgets or evicts would lose mails.</summary>
    private static async Task RequireLastingAsync(IDatabase database)
    {
        foreach (var (setting, wanted) in new[] { ("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction") })
        {
            var answer = (RedisResult[])(await database.ExecuteAsync("CONFIG", "GET", setting).WaitAsync(BootLimit))!;
            if (answer is not [_, var value] || (string?)value != wanted)
                throw new InvalidOperationException($"{Name} must run with {setting} {wanted}; it would lose mails otherwise.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The mail queue is ready")]
        public static partial void Booted(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "The mail queue is not ready yet ({Cause})")]
        public static partial void NotBooted(ILogger logger, string cause);
    }
}
