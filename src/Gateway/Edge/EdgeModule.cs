using System.Diagnostics;

namespace Mfa.Gateway.Edge;

internal static class EdgeModule
{
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>The edge speaks HTTP/1.1, with TLS where an address or certificate is configured for it: one protocol, read in one way.</summary>
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        // RFC 9112 §2.2 lets a recipient take a bare LF for a line's end; a proxy before us may not, and would see other headers than we do.
        AppContext.SetSwitch(NoBareLineFeeds, true);
        builder.Services.AddSingleton<DistributedContextPropagator>(new TraceContextOnly());
        builder.WebHost.UseKestrelHttpsConfiguration();
    }
}
