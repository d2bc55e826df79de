using Mfa.ServiceDefaults.Time;
using StackExchange.Redis;

namespace Mfa.Challenges.Storage;

/// <summary>
/// The connection to the code store. It is ready once a boot has loaded the scripts and begun an epoch where the store is another than before;
/// every reconnection boots again.
/// </summary>
internal sealed partial class StoreConnection(IConfiguration configuration, StoreClock clock, TimeProvider time, ILogger<StoreConnection> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _boot = new(1, 1);
    private ConnectionMultiplexer? _multiplexer;
    private volatile bool _booted;

    /// <summary>The database while the connection is up and booted; null: fail closed.</summary>
    public IDatabase? Ready => _booted && _multiplexer is { IsConnected: true } up ? up.GetDatabase() : null;

    /// <summary>Loads the scripts and runs the boot script; concurrent callers share one run.</summary>
    /// <exception cref="InvalidOperationException">The store would lose or evict what guards accounts.</exception>
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
            Log.Booted(logger, (long)booted[2]);
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
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString(CodeStore.Name)
            ?? throw new InvalidOperationException($"ConnectionStrings__{CodeStore.Name} must hold the address of the code store (host:port,password=…)."));
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

    /// <summary>A store that forgets on restart or evicts under pressure would give guesses back.</summary>
    private static async Task RequireLastingAsync(IDatabase database)
    {
        foreach (var (setting, wanted) in new[] { ("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction") })
        {
            var answer = (RedisResult[])(await database.ExecuteAsync("CONFIG", "GET", setting).WaitAsync(BootLimit))!;
            if (answer is not [_, var value] || (string?)value != wanted)
                throw new InvalidOperationException($"The code store must run with {setting} {wanted}; it would lose what guards accounts otherwise.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The code store is ready; its epoch began at {Epoch} (ms since 1970)")]
        public static partial void Booted(ILogger logger, long epoch);

        [LoggerMessage(2, LogLevel.Warning, "The code store is not ready yet ({Cause})")]
        public static partial void NotBooted(ILogger logger, string cause);
    }
}
