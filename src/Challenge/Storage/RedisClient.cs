using StackExchange.Redis;

namespace Mfa.Challenges.Storage;

/// <summary>Which release of the client connects: here 1.2. Its other side is <c>RedisClient.FullFeed.cs</c>.</summary>
internal static class RedisClient
{
    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
        // Answers need not come in the order of the questions: nobody waits for another's.
        multiplexer.PreserveAsyncOrder = false;
        return multiplexer;
    }
}
