using Mfa.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Mfa.Gateway.Forwarding;

/// <summary>
/// A request that reached nobody goes to another instance. One that may have arrived is never repeated, unless it only reads: a code sent twice
/// would be counted twice. What no instance answers becomes 503 <c>dependency-unavailable</c>.
/// </summary>
internal sealed class Failover(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var untried = proxy.AvailableDestinations;
        while (true)
        {
            await next(context);
            if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted)
                return;
            untried = [.. untried.Where(destination => destination != proxy.ProxiedDestination)];
            if (untried.Count == 0 || !MayGoElsewhere(context, failure))
                break;
            Rewind(context, proxy, untried);
        }

        context.Response.Clear();
        await Problem.Unavailable(proxy.Cluster.Config.ClusterId).ExecuteAsync(context);
    }

    private static bool MayGoElsewhere(HttpContext context, IForwarderErrorFeature failure) =>
        !context.RequestAborted.IsCancellationRequested && (ReachedNobody(failure) || (OnlyReads(context) && failure.Error == ForwarderError.Request));

    /// <summary>The connection could not be opened, so nothing was sent on it.</summary>
    private static bool ReachedNobody(IForwarderErrorFeature failure) =>
        failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static bool OnlyReads(HttpContext context) => HttpMethods.IsGet(context.Request.Method);

    private static void Rewind(HttpContext context, IReverseProxyFeature proxy, IReadOnlyList<DestinationState> untried)
    {
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
        proxy.AvailableDestinations = untried;
        proxy.ProxiedDestination = null;
        if (context.Request.Body.CanSeek)
            context.Request.Body.Position = 0;
    }
}
