using MassTransit;

namespace Mfa.Bus.DeadLetters;

/// <summary>How often a message has met its consumer in this delivery.</summary>
/// <param name="types">The message's, as it names them itself.</param>
internal sealed class Attempts(string[] types)
{
    private int _count;

    public IReadOnlyList<string> Types => types;

    public int Count => Volatile.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}

/// <summary>Stands behind the retries, so that it sees each of them.</summary>
internal sealed class CountAttempts : IFilter<ConsumeContext>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("countAttempts");

    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.ReceiveContext.GetOrAddPayload(() => new Attempts([.. context.SupportedMessageTypes])).Add();
        return next.Send(context);
    }
}
