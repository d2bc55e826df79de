using Mfa.Gateway.Edge;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Mfa.Gateway.Forwarding;

/// <summary>
/// The only headers a service ever sees of a request. Everything else ends here: forwarding headers, cookies, identities, method overrides,
/// whatever the next clever header is called. The trace goes on by <see cref="TraceContextOnly"/>.
/// </summary>
internal sealed class RequestHeaders : ITransformProvider
{
    /// <summary>The address of the socket's other end, for the audit log and the throttles; always set here, never taken.</summary>
    public const string Peer = "Mfa-Peer";

    /// <summary>Headers of which a second one would leave open which is meant.</summary>
    public static readonly string[] Single = ["Authorization", "Content-Type", "Content-Length", "Idempotency-Key", "Mfa-Step-Up"];

    private static readonly string[] Passing = [.. Single, "Accept", "If-Match", "If-None-Match"];

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddRequestHeadersAllowed(Passing);
        context.AddRequestTransform(transform =>
        {
            if (PeerAddress.Of(transform.HttpContext) is { } peer)
                transform.ProxyRequest.Headers.Add(Peer, peer);
            return ValueTask.CompletedTask;
        });
    }

    public void ValidateRoute(TransformRouteValidationContext context)
    {
        // The list above is the same for every route; there is nothing in a route to check.
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
        // As above.
    }
}
