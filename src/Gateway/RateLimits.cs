using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Mfa.Gateway.Edge;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Mfa.Gateway;

/// <summary>How much one client, and one address without an access token, may ask of this instance. A guard against floods; budgets of codes are Challenge's.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Requests a second of one <c>client_id</c>; a national sign-in may be one client.</summary>
    [Range(1, 1_000_000)]
    public int ClientPerSecond { get; set; } = 2_000;

    /// <summary>Requests that may come at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int ClientBurst { get; set; } = 4_000;

    /// <summary>Requests a second without a good access token, of one IPv4 address or IPv6 /64.</summary>
    [Range(1, 1_000_000)]
    public int PeerPerSecond { get; set; } = 200;

    [Range(1, 1_000_000)]
    public int PeerBurst { get; set; } = 400;
}

[OptionsValidator]
internal sealed partial class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>;

internal static class RateLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RateLimitOptions, RateLimitOptionsValidator>().BindConfiguration("RateLimits");
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, configured) =>
        {
            var limits = configured.Value;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Bucket(context, limits));
            limiter.OnRejected = async (rejected, _) => await Refusal(rejected, limits).ExecuteAsync(rejected.HttpContext);
        });
        return services;
    }

    private static RateLimitPartition<string> Bucket(HttpContext context, RateLimitOptions limits) =>
        context.Features.Get<Caller>() is { } caller
            ? RateLimitPartition.GetTokenBucketLimiter("client " + caller.ClientId, _ => Options(limits.ClientPerSecond, limits.ClientBurst))
            : RateLimitPartition.GetTokenBucketLimiter("peer " + PeerAddress.NetworkOf(context), _ => Options(limits.PeerPerSecond, limits.PeerBurst));

    private static TokenBucketRateLimiterOptions Options(int perSecond, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = Window,
        QueueLimit = 0,
    };

    private static Problem Refusal(OnRejectedContext rejected, RateLimitOptions limits)
    {
        var isClient = rejected.HttpContext.Features.Get<Caller>() is not null;
        return new Problem(ProblemKind.TooManyRequests, "Send fewer requests a second; after Retry-After seconds there is room again.")
        {
            RetryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window,
            Policy = isClient ? new RateLimitPolicy("client", limits.ClientPerSecond, Window) : new RateLimitPolicy("peer", limits.PeerPerSecond, Window),
        };
    }
}
