using System.Globalization;

namespace Mfa.AppHost;

/// <summary>One variable for one resource, as <c>NAME[.REPLICA]:KEY=VALUE</c>; without a replica (from 0) it is for all of them.</summary>
internal sealed record EnvironmentOverride(string Resource, int? Replica, string Key, string Value)
{
    public static EnvironmentOverride? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (colon < 1 || equals < colon + 2)
            return null;

        var target = text[..colon].Split('.');
        int? replica = null;
        if (target.Length == 2 && int.TryParse(target[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            replica = number;
        else if (target.Length != 1)
            return null;

        return new EnvironmentOverride(target[0], replica, text[(colon + 1)..equals], text[(equals + 1)..]);
    }

    public bool Concerns(string resource, int replica) => Resource == resource && (Replica ?? replica) == replica;
}
