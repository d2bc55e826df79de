namespace Mfa.AppHost;

/// <summary>How a Redis server is told its settings: here in its container, whose data outlives it. The other side is <c>RedisSettings.cs</c>.</summary>
internal static class RedisSettings
{
    /// <param name="settings">As on redis-server's command line.</param>
    public static IResourceBuilder<RedisResource> WithSettings(this IResourceBuilder<RedisResource> redis, params string[] settings) => redis
        .WithDataVolume()
        // It is reached on the loopback address only, as all other parts are.
        .WithoutHttpsCertificate()
        .WithArgs(context =>
        {
            if (context.ExecutionContext.IsRunMode)
            {
                foreach (var setting in settings)
                    context.Args.Add(setting);
            }
            else
            {
                // A manifest has the whole command as one argument of a shell, which passes over any further one.
                context.Args[^1] = $"{context.Args[^1]} {string.Join(' ', settings)}";
            }
        });
}
