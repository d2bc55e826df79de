using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Time;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Mfa.Challenges.Storage;

/// <summary>
/// The code store: one Redis, spoken to in scripts only. Every call ends within <see cref="Limit"/>, whatever the server does, and a script that the
/// server runs later does nothing: it carries a deadline in the store's own time.
/// </summary>
internal sealed partial class CodeStore(StoreConnection connection, StoreClock clock, ILogger<CodeStore> logger)
{
    public const string Name = "challenge-redis";

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);
    private static readonly ActivitySource Source = new("Mfa.Challenge.Store");

    /// <exception cref="DependencyUnavailableException">No answer in time, or an answer that only a broken store gives.</exception>
    public async Task<ScriptAnswer> RunAsync<TOrder>(Script script, TOrder order, JsonTypeInfo<TOrder> type)
        where TOrder : Order
    {
        using var span = Source.StartActivity("EVALSHA", ActivityKind.Client);
        span?.SetTag("db.system.name", "redis").SetTag("db.operation.name", "EVALSHA").SetTag("db.stored_procedure.name", script.Name);
        try
        {
            order.Trace = span?.Id;
            var answer = await RunOnceAsync(script, order, type) ?? await RunAfterBootAsync(script, order, type);
            span?.SetTag("mfa.outcome", answer.Outcome);
            return answer.Outcome is "late" or "unready" ? throw new DependencyUnavailableException(Name) : answer;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            Log.Failed(logger, script.Name, failure is RedisServerException ? failure.Message : failure.GetType().Name);
            throw new DependencyUnavailableException(Name, failure);
        }
    }

    /// <returns>Null when the store does not know the script: it is another one than before.</returns>
    private async Task<ScriptAnswer?> RunOnceAsync<TOrder>(Script script, TOrder order, JsonTypeInfo<TOrder> type)
        where TOrder : Order
    {
        var database = connection.Ready ?? throw new TimeoutException();
        order.Deadline = clock.DeadlineIn(Limit);
        try
        {
            var result = await database.ScriptEvaluateAsync(script.Hash, null, [JsonSerializer.SerializeToUtf8Bytes(order, type)]).WaitAsync(Limit);
            var answer = new ScriptAnswer((RedisResult[])result!);
            clock.Saw(answer.StoreTime);
            return answer;
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private async Task<ScriptAnswer> RunAfterBootAsync<TOrder>(Script script, TOrder order, JsonTypeInfo<TOrder> type)
        where TOrder : Order
    {
        await connection.BootAsync().WaitAsync(Limit);
        return await RunOnceAsync(script, order, type) ?? throw new TimeoutException();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The code store did not run {Script}: {Reason}")]
        public static partial void Failed(ILogger logger, string script, string reason);
    }
}

/// <summary>What a script answered: <c>{outcome, store time in ms, …}</c>.</summary>
internal readonly struct ScriptAnswer(RedisResult[] parts)
{
    public string Outcome => (string)parts[0]!;

    public long StoreTime => (long)parts[1];

    public int Count => parts.Length;

    public string Text(int at) => (string)parts[at]!;

    public long Number(int at) => (long)parts[at];

    public T Read<T>(int at, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize((byte[])parts[at]!, type) ?? throw new DependencyUnavailableException(CodeStore.Name);
}

/// <summary>Ready only while the store answers and its clock is within five seconds of ours.</summary>
internal sealed class CodeStoreHealth(CodeStore store, StoreClock clock, TimeProvider time) : IHealthCheck
{
    private const long LargestSkew = 5_000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.RunAsync(Script.Client, new ClientOrder("rp_health", null, null, null), StoreJson.Default.ClientOrder);
        }
        catch (DependencyUnavailableException)
        {
            return HealthCheckResult.Unhealthy("The code store does not answer.");
        }

        var skew = clock.Now - time.GetUtcNow().ToUnixTimeMilliseconds();
        return Math.Abs(skew) <= LargestSkew ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The store's clock differs by {skew} ms.");
    }
}
