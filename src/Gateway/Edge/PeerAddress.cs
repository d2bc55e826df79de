using System.Net;
using System.Net.Sockets;

namespace Mfa.Gateway.Edge;

/// <summary>Who is at the other end of the socket. No header ever says it.</summary>
internal static class PeerAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address, or null for a socket without one.</summary>
    public static string? Of(HttpContext context) => Plain(context)?.ToString();

    /// <summary>The IPv4 address, or the /64 of an IPv6 one: a subscriber has a whole /64 to rotate through.</summary>
    public static string NetworkOf(HttpContext context) => Plain(context) is { } address ? NetworkOf(address) : "none";

    internal static string NetworkOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }

    private static IPAddress? Plain(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
