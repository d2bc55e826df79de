using System.Collections.Concurrent;
using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Mail.Smtp;
using Mfa.Notifier.Queue;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Time;
using Mfa.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Mfa.Notifier.Tests.Queue;

/// <summary>One instance's queue, consumer and dispatcher on a real Redis, with a mail server of the test's choice.</summary>
internal sealed class QueueRig : IAsyncDisposable
{
    private readonly QueueConnection _connection;
    private readonly SmtpTransport _transport;
    private readonly MailDispatcher _dispatcher;
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private QueueRig(RedisServer redis, Rig rig, MailSettings settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:notifier-redis", redis.ConnectionString)]).Build();
        var clock = new StoreClock(TimeProvider.System);
        var signal = new MailSignal();
        var metrics = new NotifierMetrics(_meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        _connection = new QueueConnection(configuration, clock, TimeProvider.System, NullLogger<QueueConnection>.Instance);
        _transport = new SmtpTransport(settings, TimeProvider.System, new Recorder<SmtpTransport>(Log));
        Queue = new MailQueue(_connection, clock, rig.Keys, settings, new Recorder<MailQueue>(Log));
        Consumer = new SendMailConsumer(rig.Composer, Queue, signal, metrics, new Recorder<SendMailConsumer>(Log));
        var delivering = new MailDelivering(Queue, rig.Composer, _transport, settings, metrics, TimeProvider.System, new Recorder<MailDelivering>(Log));
        _dispatcher = new MailDispatcher(Queue, delivering, signal, settings, TimeProvider.System, new Recorder<MailDispatcher>(Log));
        Redis = ConnectionMultiplexer.Connect(redis.ConnectionString + ",allowAdmin=true").GetDatabase();
    }

    public MailQueue Queue { get; }

    public SendMailConsumer Consumer { get; }

    public IDatabase Redis { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public static async Task<QueueRig> StartAsync(RedisServer redis, Rig rig, MailSettings settings, bool sends = true)
    {
        var one = new QueueRig(redis, rig, settings);
        await one._connection.StartAsync(CancellationToken.None);
        await Eventually(async () =>
        {
            try
            {
                await one.Queue.RenewAsync([]);
                return true;
            }
            catch (DependencyUnavailableException)
            {
                return false;
            }
        });
        if (sends)
            await one._dispatcher.StartAsync(CancellationToken.None);
        return one;
    }

    public Task AcceptAsync(SendMail order) => Consumer.AcceptAsync(order);

    public async Task<string> StateAsync(SendMail order) => (string)(await Redis.HashGetAsync("mfa:mail:" + order.MailId, "state"))!;

    /// <summary>All that was to be told, in order, each told once.</summary>
    public async Task<List<MailDelivery>> OutcomesAsync()
    {
        List<MailDelivery> all = [];
        while (await Queue.OutcomesAsync() is { Count: > 0 } some)
        {
            foreach (var (name, delivery) in some)
            {
                all.Add(delivery);
                await Queue.ToldAsync(name);
            }
        }

        return [.. all.OrderBy(delivery => delivery.Attempts)];
    }

    public static async Task Eventually(Func<Task<bool>> condition, int seconds = 15)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _dispatcher.StopAsync(CancellationToken.None);
        _dispatcher.Dispose();
        await _connection.StopAsync(CancellationToken.None);
        _connection.Dispose();
        await _transport.DisposeAsync();
        Redis.Multiplexer.Dispose();
        await _meters.DisposeAsync();
    }

    private sealed class Recorder<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);
    }
}
