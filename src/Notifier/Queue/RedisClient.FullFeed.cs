using StackExchange.Redis;

namespace Mfa.Notifier.Queue;

/// <summary>Which release of the client connects: here the current 2. Its other side is <c>RedisClient.cs</c>.</summary>
internal static class RedisClient
{
    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        // As in 1.2: a command fails at once where there is no connection, and none is kept to be sent late.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // The command and its key stay out of exceptions.
        options.IncludeDetailInExceptions = false;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
