using MassTransit;

namespace Mfa.Bus.DeadLetters;

/// <summary>How often a message has met its consumer in this delivery.</summary>
internal sealed class Attempts
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}

/// <summary>Stands behind the retries, so that it sees each of them.</summary>
internal sealed class CountAttempts : IFilter<ConsumeContext>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("countAttempts");

    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.ReceiveContext.GetOrAddPayload(() => new Attempts()).Add();
        return next.Send(context);
    }
}
