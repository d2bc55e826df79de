using System.Diagnostics;

namespace Mfa.Gateway.Edge;

/// <summary>
/// Joins a relying party's trace by <c>traceparent</c> and a bounded <c>tracestate</c> (W3C Trace Context),
/// and takes no baggage: nothing a caller writes travels on to logs and other services under our name.
/// </summary>
internal sealed class TraceContextOnly : DistributedContextPropagator
{
    /// <summary>What a participant must be able to carry (W3C Trace Context §3.3.1.5); longer ones are dropped whole.</summary>
    private const int LongestState = 512;

    private readonly DistributedContextPropagator _inner = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => _inner.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        _inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        if (traceState?.Length > LongestState)
            traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
