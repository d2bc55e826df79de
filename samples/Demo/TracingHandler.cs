using System.Diagnostics;

namespace Mfa.Samples.Demo;

/// <summary>All requests of one step carry its trace id, by which it is found in the traces.</summary>
internal sealed class TracingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public ActivityTraceId Trace { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("traceparent");
        request.Headers.Add("traceparent", $"00-{Trace}-{ActivitySpanId.CreateRandom()}-01");
        return base.SendAsync(request, cancellationToken);
    }
}
