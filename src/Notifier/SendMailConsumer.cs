using System.Diagnostics;
using MassTransit;
using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Queue;

namespace Mfa.Notifier;

/// <summary>Takes orders over from the bus: once one is in the queue's store it is acknowledged, and the broker's part is over.</summary>
internal sealed partial class SendMailConsumer(
    MailComposer composer, MailQueue queue, MailSignal signal, NotifierMetrics metrics, ILogger<SendMailConsumer> logger)
    : IConsumer<SendMail>
{
    public Task Consume(ConsumeContext<SendMail> context) => AcceptAsync(context.Message);

    /// <summary>An order that can't be sent ends as <c>failed</c> instead of an exception: nothing of it stays in the broker, nothing behind it waits.</summary>
    /// <exception cref="Mfa.ServiceDefaults.Problems.DependencyUnavailableException">The store does not answer: the order waits in the bus.</exception>
    public async Task AcceptAsync(SendMail order)
    {
        if (!MailComposer.IsWellFormed(order.MailId))
        {
            Log.Nameless(logger);
            return;
        }

        var (to, reason) = composer.Inspect(order);
        var outcome = await queue.AcceptAsync(order, to?.Domain, Activity.Current?.Id);
        if (outcome is "accepted")
            signal.Raise();
        if (outcome is DeliveryStates.Failed or DeliveryStates.Expired)
            metrics.Ended(outcome, NotifierMetrics.TemplateOf(order), "none");
        if (outcome is DeliveryStates.Failed)
            Log.Unsendable(logger, order.MailId, reason!);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The mail {MailId} can't be sent ({Reason}); its state is failed")]
        public static partial void Unsendable(ILogger logger, string mailId, string reason);

        [LoggerMessage(2, LogLevel.Error, "An order without a usable mail id was dropped")]
        public static partial void Nameless(ILogger logger);
    }
}
