using System.Collections.Concurrent;
using MassTransit;
using Mfa.Bus.Tests;
using Mfa.Contracts;
using Mfa.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

// One broker for all, paused and killed by some: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Broker))]

namespace Mfa.Bus.Tests;

public sealed class Broker : IAsyncLifetime
{
    public RabbitServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RabbitServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>A service on the bus with one consumer of <see cref="SendMail"/>, or none.</summary>
internal sealed class BusService : IAsyncDisposable
{
    public const string Queue = "send-mail";

    private readonly WebApplication _app;

    private BusService(WebApplication app) => _app = app;

    public BusPublisher Publisher => _app.Services.GetRequiredService<BusPublisher>();

    public IServiceProvider Services => _app.Services;

    public Inbox Inbox => _app.Services.GetRequiredService<Inbox>();

    public static async Task<BusService> StartAsync(string address, bool consumes = true, Inbox? inbox = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:rabbitmq"] = address;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        inbox ??= new Inbox();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(inbox).AddHealthChecks();
        builder.Logging.ClearProviders().AddProvider(new LogLines(inbox.Log));
        builder.AddBus(consumes ? bus => bus.AddConsumer<Consumer, ConsumerSettings>() : null);
        var app = builder.Build();
        await app.StartAsync();
        return new BusService(app);
    }

    /// <summary>Until its queue is there: only then has a message a place.</summary>
    public static async Task<BusService> StartConnectedAsync(string address, Inbox? inbox = null)
    {
        var service = await StartAsync(address, inbox: inbox);
        await Eventually.IsTrueAsync(() => service.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy, () => "the bus is connected:\n" + string.Join('\n', service.Inbox.Log));
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class Consumer(Inbox inbox) : IConsumer<SendMail>
    {
        public Task Consume(ConsumeContext<SendMail> context) => inbox.TakeAsync(context.Message);
    }

    private sealed class ConsumerSettings : ConsumerDefinition<Consumer>
    {
        public ConsumerSettings() => EndpointName = Queue;
    }
}

/// <summary>What a consumer was given, and what it is to do with it.</summary>
internal sealed class Inbox
{
    private int _calls;

    public ConcurrentQueue<SendMail> Taken { get; } = [];

    public ConcurrentQueue<string> Log { get; } = [];

    public int Calls => _calls;

    /// <summary>Given the number of the call, from 1, and the message: throws to refuse it.</summary>
    public Action<int, SendMail> Refuse { get; set; } = (_, _) => { };

    public Task TakeAsync(SendMail mail)
    {
        Refuse(Interlocked.Increment(ref _calls), mail);
        Taken.Enqueue(mail);
        return Task.CompletedTask;
    }

    public Task UntilAsync(string mailId) => Eventually.IsTrueAsync(() => Taken.Any(mail => mail.MailId == mailId), $"{mailId} has come");
}

internal sealed class LogLines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
        // Nothing is held.
    }
}

internal static class Samples
{
    public static SendMail Mail(string id = "chl_1.1", string content = "Y29udGVudA==") => new()
    {
        MailId = id,
        Realm = "quick",
        Template = "sign-in-code",
        AccountId = "acc_1",
        ChallengeId = "chl_1",
        SessionIdentifier = "123",
        Recipient = "cmVjaXBpZW50",
        Content = content,
        CreatedAt = 1,
        ExpiresAt = 2,
    };

    /// <summary>A client of the broker itself, beside the bus.</summary>
    public static async Task SendRawAsync(string address, string queue, params ReadOnlyMemory<byte>[] bodies)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        foreach (var body in bodies)
        {
            var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", DeliveryMode = DeliveryModes.Persistent };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, body);
        }
    }
}
