using System.Net;
using System.Net.Sockets;

namespace Mfa.ServiceDefaults.Requests;

/// <summary>The network an end user comes from, as a relying party tells it: what one subscriber can change at will counts as one.</summary>
public static class Network
{
    private const int PrefixOfIPv4 = 24;
    private const int PrefixOfIPv6 = 56;

    /// <returns>The network's address; <c>-</c> when the relying party told none or nothing that is an address.</returns>
    public static string Of(string? address)
    {
        if (!IsAddress(address))
            return "-";
        var ip = IPAddress.Parse(address!);
        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        var bytes = ip.GetAddressBytes();
        bytes.AsSpan((ip.AddressFamily == AddressFamily.InterNetwork ? PrefixOfIPv4 : PrefixOfIPv6) / 8).Clear();
        return new IPAddress(bytes).ToString();
    }

    /// <summary>Dotted decimal with four parts, or IPv6 without a zone: not every text the framework would read as an address.</summary>
    public static bool IsAddress(string? text) =>
        text is not null && IPAddress.TryParse(text, out var ip)
        && (ip.AddressFamily == AddressFamily.InterNetwork ? ip.ToString() == text : !text.Contains('%', StringComparison.Ordinal) && text[0] != '[');
}
