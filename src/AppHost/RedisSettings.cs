namespace Mfa.AppHost;

/// <summary>How a Redis server is told its settings: here on its command line. The other side is <c>RedisSettings.FullFeed.cs</c>.</summary>
internal static class RedisSettings
{
    /// <param name="settings">As on redis-server's command line.</param>
    public static IResourceBuilder<RedisResource> WithSettings(this IResourceBuilder<RedisResource> redis, params string[] settings) => redis.WithArgs(settings);
}
