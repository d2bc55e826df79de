using System.Diagnostics.Metrics;
using Mfa.Contracts;
using Mfa.Notifier.Templates;

namespace Mfa.Notifier;

/// <summary>What Notifier counts for SREs, by template, state and reply class; never by account, address or domain.</summary>
internal sealed class NotifierMetrics
{
    private readonly Counter<long> _mails;
    private readonly Histogram<double> _tries;
    private readonly Histogram<double> _waits;

    public NotifierMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Mfa.Notifier");
        _mails = meter.CreateCounter<long>("mfa.mail.results", "{mail}", "What came of a mail: handed-over, deferred, failed, expired");
        _tries = meter.CreateHistogram<double>("mfa.smtp.send.duration", "s", "One try of one mail");
        _waits = meter.CreateHistogram<double>("mfa.mail.queue.age", "s", "From the order taken over to the mail handed over");
    }

    public void Ended(string state, string template, string replyClass) =>
        _mails.Add(1, new("mfa.outcome", state), new("mfa.mail.template", template), new("mfa.smtp.reply_class", replyClass));

    public void Tried(TimeSpan duration, string replyClass) =>
        _tries.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("mfa.smtp.reply_class", replyClass));

    public void Waited(TimeSpan age, string template) =>
        _waits.Record(Math.Max(0, age.TotalSeconds), new KeyValuePair<string, object?>("mfa.mail.template", template));

    /// <summary>Of an order that was not looked at yet, so that a wrong one makes no new time series.</summary>
    public static string TemplateOf(SendMail order) => TemplateNames.All.Contains(order.Template) ? order.Template : "unknown";
}
