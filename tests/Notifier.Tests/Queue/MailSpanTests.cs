using System.Collections.Concurrent;
using System.Diagnostics;
using Mfa.Notifier.Tests.MailServers;
using Mfa.Testing;

namespace Mfa.Notifier.Tests.Queue;

/// <summary>The trace of the request goes on to the mail server's reply, through the store, and holds nothing of the mail.</summary>
public sealed class MailSpanTests
{
    [Fact]
    public async Task TheSmtpSpanIsAChildOfTheOrdersTrace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Mfa.Notifier.Mail" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var rig = new Rig();
        await using var redis = await RedisServer.StartAsync();
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" ? "550 5.1.1 <kata@example.hu> unknown" : null };
        await using var one = await QueueRig.StartAsync(redis, rig, server.Settings());
        using var source = new ActivitySource("test");
        var order = rig.Order(code: "903817");

        string trace;
        using (var consuming = source.StartActivity("send-mail process")!)
        {
            trace = consuming.TraceId.ToHexString();
            await one.AcceptAsync(order);
        }

        await QueueRig.Eventually(() => Task.FromResult(spans.Any(span => span.OperationName == "smtp send" && span.TraceId.ToHexString() == trace)));

        var sent = spans.Single(span => span.OperationName == "smtp send" && span.TraceId.ToHexString() == trace);
        Assert.Equal(ActivityKind.Client, sent.Kind);
        Assert.Equal(spans.Single(span => span.OperationName == "send-mail process").SpanId, sent.ParentSpanId);
        Assert.Equal("5xx", sent.GetTagItem("mfa.smtp.reply_class"));
        Assert.Equal("sign-in-code", sent.GetTagItem("mfa.mail.template"));
        Assert.Equal("127.0.0.1", sent.GetTagItem("server.address"));
        Assert.DoesNotContain(sent.TagObjects, tag => tag.Value!.ToString()! is var value
            && (value.Contains("example.hu", StringComparison.Ordinal) || value.Contains("903817", StringComparison.Ordinal)));
    }
}
