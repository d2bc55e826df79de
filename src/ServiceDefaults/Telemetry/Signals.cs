namespace Mfa.ServiceDefaults.Telemetry;

/// <summary>Whose spans and measurements leave a service.</summary>
internal static class Signals
{
    public static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Yarp.ReverseProxy", "MassTransit", "Npgsql", "Mfa.*"];

    public static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Yarp.ReverseProxy", "MassTransit",
        "Npgsql", "Mfa.*",
    ];
}
