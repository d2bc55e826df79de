using Mfa.ServiceDefaults.Problems;

namespace Mfa.ServiceDefaults.Requests;

/// <summary>What the relying party says of the person's end: it feeds throttles and mails, never trust.</summary>
/// <param name="Service">A key of the relying party's registered services.</param>
/// <param name="Ip">The person's address as the relying party saw it.</param>
public sealed record RequestContext(string? Service, string? Ip, string? UserAgent)
{
    public const int LongestService = 64;
    public const int LongestUserAgent = 1024;
}

public static class RequestContextRules
{
    /// <summary>Adds what is wrong with the member <c>context</c>.</summary>
    public static RequestErrors CheckContext(this RequestErrors errors, RequestContext? context) => errors
        .Allow("/context/service", context?.Service, RequestContext.LongestService)
        .Allow("/context/userAgent", context?.UserAgent, RequestContext.LongestUserAgent)
        .CheckAddress(context?.Ip);

    /// <summary>Adds what is wrong with <c>context.ip</c>.</summary>
    public static RequestErrors CheckAddress(this RequestErrors errors, string? ip) =>
        errors.When(ip is not null && !Network.IsAddress(ip), "/context/ip", "An IPv4 or IPv6 address.");
}
