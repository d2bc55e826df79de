using System.Diagnostics;

namespace Mfa.Gateway.Edge;

internal static class EdgeModule
{
    /// <summary>The edge speaks HTTP/1.1, with TLS where an address or certificate is configured for it: one protocol, read in one way.</summary>
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DistributedContextPropagator>(new TraceContextOnly());
        builder.WebHost.UseKestrelHttpsConfiguration();
    }
}
