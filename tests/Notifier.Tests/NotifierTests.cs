using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Mfa.Bus;
using Mfa.Contracts;
using Mfa.Notifier.Tests.MailServers;
using Mfa.Notifier.Tests.Queue;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mfa.Notifier.Tests;

/// <summary>The service as it runs, between a real broker, a real Redis and a mail server; killed where it hurts.</summary>
public sealed class NotifierTests : IAsyncLifetime
{
    private readonly Rig _rig = new();
    private readonly Deliveries _deliveries = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly List<Process> _services = [];
    private RabbitServer _rabbit = null!;
    private RedisServer _redis = null!;
    private WebApplication _neighbour = null!;
    private string _broker = "";

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _rabbit = await RabbitServer.StartAsync();
        _broker = await _rabbit.NewVirtualHostAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:rabbitmq"] = _broker;
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(_deliveries).AddHealthChecks();
        builder.Logging.ClearProviders();
        builder.AddBus(bus => bus.AddConsumer<DeliveryConsumer, DeliveryConsumerDefinition>());
        _neighbour = builder.Build();
        await Task.Run(() => _neighbour.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            if (!service.HasExited)
                service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();
        }

        await Task.Run(async () => await _neighbour.DisposeAsync());
        await _rabbit.DisposeAsync();
        await _redis.DisposeAsync();
        _rig.Dispose();
    }

    [Fact]
    public async Task AnOrderFromTheBusBecomesAMailAndItsOutcomeComesBack()
    {
        await using var server = new ScriptedServer();
        var port = await StartServiceAsync(server);
        var (good, poisoned) = (_rig.Order(code: "903817"), _rig.Order() with { AccountId = "acc_other" });
        await PublishAsync(good);
        await PublishAsync(poisoned);
        await PublishAsync(good);

        await UntilToldAsync(2);
        Assert.Equal(("handed-over", "250 2.0.0"), _deliveries.All.Where(told => told.MailId == good.MailId).Select(told => (told.State, told.SmtpReply)).Distinct().Single());
        Assert.Equal("failed", _deliveries.All.Where(told => told.MailId == poisoned.MailId).Select(told => told.State).Distinct().Single());
        Assert.Single(server.Mails);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal("ready", await http.GetStringAsync("/health/ready"));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/mails")).StatusCode);
        Assert.DoesNotContain(_output, line => line.Contains("903817", StringComparison.Ordinal) || line.Contains("kata@", StringComparison.Ordinal));
        Assert.Contains(_output, line => line.Contains(poisoned.MailId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MailsSurviveKilledInstancesEachWithOneOutcomeAndTwoCopiesAtMost()
    {
        await using var server = new ScriptedServer { Think = _ => TimeSpan.FromMilliseconds(40) };
        await StartServiceAsync(server);
        await StartServiceAsync(server);
        var orders = Enumerable.Range(0, 150).Select(number => _rig.Order($"kata@d{number % 5}.example.hu")).ToArray();
        foreach (var order in orders)
            await PublishAsync(order);

        for (var kill = 0; kill < 3; kill++)
        {
            await Task.Delay(300, TestContext.Current.CancellationToken);
            _services[kill].Kill();
            await StartServiceAsync(server);
        }

        await UntilToldAsync(150);
        var final = _deliveries.All.Where(told => told.State != "deferred").Select(told => (told.MailId, told.State)).Distinct().ToArray();
        Assert.Equal(150, final.Length);
        Assert.All(final, told => Assert.Equal("handed-over", told.State));
        var copies = server.Mails.CountBy(mail => MessageIdOf(mail.Content)).ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine($"{server.Mails.Count} mails for 150 orders, at most {copies.Max(copy => copy.Value)} copies");
        Assert.Equal(150, copies.Length);
        Assert.All(copies, copy => Assert.InRange(copy.Value, 1, 2));
    }

    [Fact]
    public async Task WithoutABrokerOrAMailServerItIsReady()
    {
        _rabbit.Kill();
        await using var server = new ScriptedServer { Answer = _ => "CLOSE" };

        await StartServiceAsync(server);
    }

    private static string MessageIdOf(string content) => content.Split("\r\n").Single(line => line.StartsWith("Message-ID:", StringComparison.Ordinal));

    private async Task<int> StartServiceAsync(ScriptedServer server)
    {
        var port = RedisServer.FreePort();
        var start = new ProcessStartInfo("dotnet", [Checkout.Program("Notifier")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["PublicUrl"] = "http://127.0.0.1:1",
            ["Keys__Path"] = _rig.KeyPath,
            ["Keys__PublicPath"] = _rig.KeyPath,
            ["ConnectionStrings__notifier-redis"] = _redis.ConnectionString,
            ["ConnectionStrings__rabbitmq"] = _broker,
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = $"{server.Port}",
            ["Mail__Security"] = "none",
        })
            start.Environment[name] = value;
        var service = Process.Start(start)!;
        service.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        service.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        _services.Add(service);
        using var http = new HttpClient();
        await QueueRig.Eventually(async () =>
        {
            Assert.False(service.HasExited, string.Join('\n', _output));
            try
            {
                return await http.GetStringAsync($"http://127.0.0.1:{port}/health/ready") == "ready";
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, seconds: 30);
        return port;
    }

    private async Task PublishAsync(SendMail order)
    {
        var publisher = _neighbour.Services.GetRequiredService<BusPublisher>();
        await QueueRig.Eventually(async () =>
        {
            try
            {
                await publisher.PublishAsync(order, DateTimeOffset.FromUnixTimeMilliseconds(order.ExpiresAt), null, CancellationToken.None);
                return true;
            }
            catch (DependencyUnavailableException)
            {
                return false;
            }
        }, seconds: 30);
    }

    private Task UntilToldAsync(int mails) => QueueRig.Eventually(() =>
        Task.FromResult(_deliveries.All.Where(told => told.State != "deferred").Select(told => told.MailId).Distinct().Count() >= mails), seconds: 60);

    internal sealed class Deliveries
    {
        public ConcurrentQueue<MailDelivery> All { get; } = new();
    }

    internal sealed class DeliveryConsumer(Deliveries deliveries) : IConsumer<MailDelivery>
    {
        public Task Consume(ConsumeContext<MailDelivery> context)
        {
            deliveries.All.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    internal sealed class DeliveryConsumerDefinition : ConsumerDefinition<DeliveryConsumer>
    {
        public DeliveryConsumerDefinition() => EndpointName = "mail-deliveries";
    }
}
