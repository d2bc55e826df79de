using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.Bus.Tests;

/// <summary>A publish that returned is in a queue; one that can't be says so within a second, whatever the broker does.</summary>
public sealed class PublishTests(Broker broker)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1.7);

    [Fact]
    public async Task APublishThatReturnedIsConsumed()
    {
        await using var service = await BusService.StartConnectedAsync(await broker.Server.NewVirtualHostAsync());

        await service.Publisher.PublishAsync(Samples.Mail(), Later(60), null, CancellationToken.None);

        await service.Inbox.UntilAsync("chl_1.1");
        Assert.Equal(Samples.Mail(), Assert.Single(service.Inbox.Taken));
    }

    [Fact]
    public async Task AMessageThatNoQueueTakesIsNotConfirmed()
    {
        await using var service = await BusService.StartAsync(await broker.Server.NewVirtualHostAsync(), consumes: false);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => service.Publisher.PublishAsync(Samples.Mail(), null, null, CancellationToken.None));
    }

    [Fact]
    public async Task AMessageOutlivesTheBrokersDeathAndIsGoneAfterItsTime()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        await (await BusService.StartConnectedAsync(address)).DisposeAsync();
        await using var service = await BusService.StartAsync(address, consumes: false);
        await service.Publisher.PublishAsync(Samples.Mail("chl_1.1"), Later(2), null, CancellationToken.None);
        await service.Publisher.PublishAsync(Samples.Mail("chl_1.2"), Later(600), null, CancellationToken.None);
        await service.Publisher.PublishAsync(Samples.Mail("chl_1.3"), Later(-1), null, CancellationToken.None);

        broker.Server.Kill();
        await broker.Server.StartAgainAsync();

        await using var consumer = await BusService.StartConnectedAsync(address);
        await consumer.Inbox.UntilAsync("chl_1.2");
        Assert.Equal("chl_1.2", Assert.Single(consumer.Inbox.Taken).MailId);
        var queue = await broker.Server.QueueAsync(address, BusService.Queue);
        Assert.Equal("classic", queue["type"]!.GetValue<string>());
        Assert.True(queue["durable"]!.GetValue<bool>());
        await Eventually.IsTrueAsync(
            async () => await SucceedsAsync(service), "the publisher is back too");
    }

    [Fact]
    public async Task APausedBrokerCostsASecondAndPendingPublishesStayBounded()
    {
        await using var service = await BusService.StartConnectedAsync(await broker.Server.NewVirtualHostAsync());
        await service.Publisher.PublishAsync(Samples.Mail(), null, null, CancellationToken.None);
        await broker.Server.PauseAsync();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var all = Enumerable.Range(0, 100).Select(_ => RefusalAsync(service)).ToArray();
                Assert.All(await Task.WhenAll(all), Assert.NotNull);
                Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
                Assert.InRange(service.Publisher.Outstanding, 0, 64);
            }
        }
        finally
        {
            await broker.Server.ContinueAsync();
        }

        await Eventually.IsTrueAsync(() => service.Publisher.Outstanding == 0, "nothing is pending");
        await Eventually.IsTrueAsync(() => SucceedsAsync(service), "publishing works again");
    }

    [Fact]
    public async Task WithoutABrokerTheServiceStartsAndIsReady()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        broker.Server.Kill();
        BusService service;
        try
        {
            var started = Stopwatch.GetTimestamp();
            service = await BusService.StartAsync(address);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));

            var health = await service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            Assert.Equal(HealthStatus.Healthy, health.Status);
            for (var i = 0; i < 3; i++)
            {
                started = Stopwatch.GetTimestamp();
                var refusal = await RefusalAsync(service);
                Assert.Equal("rabbitmq", refusal?.Dependency);
                Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
            }
        }
        finally
        {
            await broker.Server.StartAgainAsync();
        }

        await using (service)
            await Eventually.IsTrueAsync(() => SucceedsAsync(service), "publishing works once the broker is there");
    }

    /// <summary>However long it was away: what is published and who consumes find it again at the same pace.</summary>
    [Fact]
    public async Task ABrokerThatWasAwayForLongIsFoundSoonAfterItsReturn()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        await using var service = await BusService.StartConnectedAsync(address);
        broker.Server.Kill();
        await Task.Delay(TimeSpan.FromSeconds(20));
        await broker.Server.StartAgainAsync();
        var back = Stopwatch.GetTimestamp();

        await Eventually.IsTrueAsync(() => SucceedsAsync(service), "publishing works once the broker is back");
        await service.Inbox.UntilAsync("chl_1.1");

        Assert.InRange(Stopwatch.GetElapsedTime(back), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task OnTheBusAMessageHasTheContractsShape()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        await (await BusService.StartConnectedAsync(address)).DisposeAsync();
        await using var service = await BusService.StartAsync(address, consumes: false);
        var mail = Samples.Mail() with { ChallengeId = null };

        await service.Publisher.PublishAsync(mail, Later(60), null, CancellationToken.None);

        var message = JsonNode.Parse(Assert.Single(await broker.Server.MessagesAsync(address, BusService.Queue)))!;
        var envelope = JsonNode.Parse(message["payload"]!.GetValue<string>())!;
        Assert.Equal("urn:message:Mfa.Contracts:SendMail", Assert.Single(envelope["messageType"]!.AsArray())!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(mail, ContractsJson.Default.SendMail), envelope["message"]), envelope.ToJsonString());
        Assert.Equal(2, message["properties"]!["delivery_mode"]!.GetValue<int>());
        Assert.InRange(int.Parse(message["properties"]!["expiration"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture), 50_000, 60_000);
    }

    [Fact]
    public async Task TheConsumersSpanIsInTheTraceOfWhatMadeTheMessage()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "Mfa.Bus",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await BusService.StartConnectedAsync(await broker.Server.NewVirtualHostAsync());
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        const string parent = "b7ad6b7169203331";

        await service.Publisher.PublishAsync(Samples.Mail(), null, $"00-{trace}-{parent}-01", CancellationToken.None);
        await service.Inbox.UntilAsync("chl_1.1");
        await Eventually.IsTrueAsync(() => Ours().Any(span => span.Kind == ActivityKind.Consumer), "the consumer's span has ended");

        var relay = Ours().Single(span => span.Source.Name == "Mfa.Bus");
        Assert.Equal(parent, relay.ParentSpanId.ToHexString());
        var send = Ours().Single(span => span.Kind == ActivityKind.Producer);
        Assert.Equal(relay.SpanId, send.ParentSpanId);
        var receive = Ours().First(span => span.Kind == ActivityKind.Consumer && span.ParentSpanId == send.SpanId);
        Assert.Equal(trace, receive.TraceId.ToHexString());

        IEnumerable<Activity> Ours() => spans.Where(span => span.TraceId.ToHexString() == trace);
    }

    private static DateTimeOffset Later(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds);

    private static async Task<DependencyUnavailableException?> RefusalAsync(BusService service)
    {
        try
        {
            await service.Publisher.PublishAsync(Samples.Mail(), null, null, CancellationToken.None);
            return null;
        }
        catch (DependencyUnavailableException refusal)
        {
            return refusal;
        }
    }

    private static async Task<bool> SucceedsAsync(BusService service) => await RefusalAsync(service) is null;
}
