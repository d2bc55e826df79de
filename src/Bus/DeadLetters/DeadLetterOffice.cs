using System.Diagnostics.Metrics;
using MassTransit;
using Mfa.Contracts;
using Mfa.ServiceDefaults.Problems;
using Microsoft.Extensions.Logging;

namespace Mfa.Bus.DeadLetters;

/// <summary>
/// Takes the place of MassTransit's <c>_error</c> and <c>_skipped</c> queues and of its faults, which would hold the message and the text of the exception.
/// Writes one record without content, then lets the message go, so that what stands behind it is consumed.
/// </summary>
internal sealed partial class DeadLetterOffice : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    public const string Queue = "dead-letters";

    private static readonly Uri Address = new($"queue:{Queue}");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> KnownTypes = new[] { typeof(SendMail), typeof(MailDelivery), typeof(AuditEvent) }
        .ToDictionary(type => MessageUrn.ForTypeString(type), type => type.Name, StringComparer.Ordinal);

    private readonly TimeProvider _time;
    private readonly ILogger<DeadLetterOffice> _logger;
    private readonly Counter<long> _letters;

    public DeadLetterOffice(TimeProvider time, IMeterFactory meters, ILogger<DeadLetterOffice> logger)
    {
        _time = time;
        _logger = logger;
        _letters = meters.Create("Mfa.Bus").CreateCounter<long>("mfa.bus.dead_letters", "{message}", "Messages that could not be consumed, by queue, type and reason");
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetterOffice");

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        // A consumer that is being stopped, or waits for something that is away, has not judged the message: it stays in its queue.
        if (context.CancellationToken.IsCancellationRequested || context.Exception.GetBaseException() is OperationCanceledException or DependencyUnavailableException)
            throw new MessageReturnsException();

        await KeepAsync(context, context.Exception.GetBaseException().GetType().Name);
        if (!context.IsFaulted)
            await context.NotifyFaulted(context.Exception);
        await next.Send(context);
    }

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await KeepAsync(context, "NotConsumed");
        await next.Send(context);
    }

    private async Task KeepAsync(ReceiveContext context, string reason)
    {
        _ = context.TryGetPayload(out Attempts? attempts);
        var letter = new DeadLetter(
            context.GetMessageId(),
            attempts?.Types.Select(type => KnownTypes.GetValueOrDefault(type)).FirstOrDefault(type => type is not null) ?? "unknown",
            context.InputAddress.Segments[^1],
            reason,
            attempts?.Count ?? 0,
            _time.GetUtcNow().ToUnixTimeMilliseconds());
        Log.Dead(_logger, letter.MessageId, letter.Type, letter.Queue, letter.Reason, letter.Attempts);
        _letters.Add(1, new("mfa.queue", letter.Queue), new("mfa.type", letter.Type), new("error.type", letter.Reason));
        var endpoint = await context.SendEndpointProvider.GetSendEndpoint(Address).WaitAsync(Limit, _time, context.CancellationToken);
        await endpoint.Send(letter, context.CancellationToken).WaitAsync(Limit, _time, context.CancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Message {MessageId} of type {Type} in {Queue} is dead after {Attempts} attempts: {Reason}")]
        public static partial void Dead(ILogger logger, Guid? messageId, string type, string queue, string reason, int attempts);
    }
}

/// <summary>The broker is to have the message back.</summary>
internal sealed class MessageReturnsException() : Exception("The message returns to its queue.");
