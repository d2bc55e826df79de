using System.Diagnostics;
using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Notifier.Queue;

/// <summary>One try of one mail: opened, written, handed over, and what came of it told to the queue.</summary>
internal sealed partial class MailDelivering(
    MailQueue queue, MailComposer composer, IMailTransport transport, MailSettings settings, NotifierMetrics metrics, TimeProvider time,
    ILogger<MailDelivering> logger)
{
    private static readonly ActivitySource Source = new("Mfa.Notifier.Mail");

    /// <summary>Never throws: what goes wrong leaves the mail to its lease.</summary>
    public async Task DeliverAsync(TakenMail mail, CancellationToken stop)
    {
        var order = mail.Queued.Mail;
        try
        {
            var permit = Permit.Lost;
            var permitted = false;
            var result = composer.Compose(order) is { } outgoing
                ? await SendAsync(mail, outgoing, async () => permitted = (permit = await queue.PermitAsync(mail.Id)) == Permit.Go, stop)
                : new MailResult(MailResultKind.Refused);
            if (result.Kind == MailResultKind.Withheld)
            {
                Log.Withheld(logger, mail.Id, permit);
                if (permit == Permit.Lost)
                    return;
                result = new MailResult(MailResultKind.Expired);
            }

            await SettleAsync(mail, result, permitted);
        }
        catch (DependencyUnavailableException failure)
        {
            Log.Left(logger, mail.Id, failure.Dependency);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Log.Left(logger, mail.Id, "this instance");
        }
        catch (Exception failure)
        {
            // A fault of ours in one mail; its type tells enough, its message might tell too much.
            Log.Broken(logger, mail.Id, failure.GetType().Name);
        }
    }

    private async Task<MailResult> SendAsync(TakenMail mail, OutgoingMail outgoing, Func<Task<bool>> permit, CancellationToken stop)
    {
        using var span = Source.StartActivity("smtp send", ActivityKind.Client, mail.Queued.TraceParent ?? default!);
        span?.SetTag("server.address", settings.Host).SetTag("server.port", settings.Port).SetTag("mfa.mail.template", mail.Queued.Mail.Template);
        var started = time.GetTimestamp();
        var result = await transport.SendAsync(outgoing, permit, stop);
        metrics.Tried(time.GetElapsedTime(started), result.ReplyClass);
        span?.SetTag("mfa.smtp.reply_class", result.ReplyClass).SetTag("mfa.outcome", result.Kind.ToString());
        if (result.Kind != MailResultKind.HandedOver)
            span?.SetStatus(ActivityStatusCode.Error);
        return result;
    }

    /// <summary>What came of a try is worth a second and a third call: without it the mail might leave once more.</summary>
    private async Task SettleAsync(TakenMail mail, MailResult result, bool permitted)
    {
        for (var call = 1; ; call++)
        {
            try
            {
                var state = await queue.SettleAsync(mail.Id, result, permitted);
                if (state != "lost")
                    Tell(mail, state, result);
                return;
            }
            catch (DependencyUnavailableException) when (call < 4)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250 * call), time, CancellationToken.None);
            }
        }
    }

    private void Tell(TakenMail mail, string state, MailResult result)
    {
        metrics.Ended(state, mail.Queued.Mail.Template, result.ReplyClass);
        if (state == DeliveryStates.HandedOver)
            metrics.Waited(time.GetUtcNow() - mail.AcceptedAt, mail.Queued.Mail.Template);
        else
            Log.NotSent(logger, mail.Id, state, result.Reply ?? "no reply");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The mail {MailId} is {State} ({Reply})")]
        public static partial void NotSent(ILogger logger, string mailId, string state, string reply);

        [LoggerMessage(2, LogLevel.Information, "The mail {MailId} was held back ({Permit})")]
        public static partial void Withheld(ILogger logger, string mailId, Permit permit);

        [LoggerMessage(3, LogLevel.Warning, "The mail {MailId} is left to its lease: {Dependency} does not answer")]
        public static partial void Left(ILogger logger, string mailId, string dependency);

        [LoggerMessage(4, LogLevel.Error, "The mail {MailId} is left to its lease ({Cause})")]
        public static partial void Broken(ILogger logger, string mailId, string cause);
    }
}
