using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mfa.AppHost.Tests.Local;

/// <summary>A real broker, and the client that the services' bus uses.</summary>
public sealed class RabbitMQResourceTests(RabbitMQResourceTests.Broker broker) : IClassFixture<RabbitMQResourceTests.Broker>
{
    [Fact]
    public async Task EachServiceHasItsOwnUserAndItsOwnVirtualHost()
    {
        foreach (var service in Broker.Services)
        {
            await using var connection = await broker.ConnectAsync(service);
            Assert.True(connection.IsOpen);
            Assert.Matches($"^amqp://{service}:[0-9a-f]{{64}}@127.0.0.1:[0-9]+/mfa$", broker.AddressOf(service));
        }

        Assert.Distinct(Broker.Services.Select(service => new Uri(broker.AddressOf(service)).UserInfo));
    }

    [Theory]
    [InlineData("challenge", "Mfa.Contracts:SendMail")]
    [InlineData("challenge", "Mfa.Contracts:AuditEvent")]
    [InlineData("directory", "Mfa.Contracts:SendMail")]
    [InlineData("enrollment", "Mfa.Contracts:AuditEvent")]
    [InlineData("notifier", "Mfa.Contracts:MailDelivery")]
    public async Task AServicePublishesWhatItHasToSay(string service, string exchange)
    {
        await using var connection = await broker.ConnectAsync(service);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));

        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.BasicPublishAsync(exchange, "", "{}"u8.ToArray());
    }

    [Theory]
    [InlineData("challenge", "mail-deliveries", "Mfa.Contracts:MailDelivery")]
    [InlineData("directory", "audit-events", "Mfa.Contracts:AuditEvent")]
    [InlineData("directory", "mail-tests", "Mfa.Contracts:MailDelivery")]
    [InlineData("notifier", "send-mail", "Mfa.Contracts:SendMail")]
    public async Task AConsumerMakesItsQueueAndReadsIt(string service, string queue, string exchange)
    {
        await using var connection = await broker.ConnectAsync(service);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var name in new[] { queue, "dead-letters" })
        {
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(name, name, "");
        }

        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.ExchangeBindAsync(queue, exchange, "");

        Assert.Null(await channel.BasicGetAsync(queue, autoAck: true));
    }

    [Theory]
    [InlineData("enrollment", "Mfa.Contracts:SendMail")]
    [InlineData("notifier", "Mfa.Contracts:SendMail2")]
    [InlineData("notifier", "Mfa.Contracts:AuditEvent")]
    [InlineData("challenge", "audit-events")]
    [InlineData("directory", "mail-deliveries")]
    [InlineData("enrollment", "other")]
    public async Task AnothersNameIsRefused(string service, string exchange)
    {
        await using var connection = await broker.ConnectAsync(service);
        await using var channel = await connection.CreateChannelAsync();

        var refusal = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true));
        Assert.Equal(403, refusal.ShutdownReason!.ReplyCode);
    }

    [Fact]
    public async Task NobodyReadsAnothersQueue()
    {
        await using (var owner = await broker.ConnectAsync("notifier"))
        await using (var channel = await owner.CreateChannelAsync())
            await channel.QueueDeclareAsync("send-mail", durable: true, exclusive: false, autoDelete: false);

        foreach (var service in new[] { "challenge", "directory", "enrollment" })
        {
            await using var connection = await broker.ConnectAsync(service);
            await using var channel = await connection.CreateChannelAsync();
            var refusal = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.BasicGetAsync("send-mail", autoAck: true));
            Assert.Equal(403, refusal.ShutdownReason!.ReplyCode);
        }
    }

    [Fact]
    public async Task AWrongPasswordAndAStrangerAreRefused()
    {
        var address = new Uri(broker.AddressOf("challenge"));
        foreach (var credentials in new[] { "challenge:wrong", "guest:guest" })
        {
            var factory = new ConnectionFactory { Uri = new Uri($"amqp://{credentials}@{address.Authority}/mfa") };
            await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync());
        }
    }

    [Fact]
    public async Task TheOperatorSeesQueuesAndConnectionsOnTheManagementPage()
    {
        var overview = await broker.ManageAsync("overview");
        Assert.Equal("3.10.8", overview["management_version"]!.GetValue<string>());

        using var http = new HttpClient();
        using var page = await http.GetAsync(new Uri(broker.ManagementPage));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public void PasswordsAndCookieAreTheirOwnersAlone()
    {
        foreach (var file in new[] { ".erlang.cookie", "operator.password", "challenge.password", "definitions.json", "rabbitmq.conf" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(broker.Folder, file)));
        foreach (var service in Broker.Services)
        {
            var password = File.ReadAllText(Path.Combine(broker.Folder, $"{service}.password"));
            Assert.Equal(64, password.Length);
            Assert.DoesNotContain(password, File.ReadAllText(Path.Combine(broker.Folder, "definitions.json")), StringComparison.Ordinal);
            Assert.DoesNotContain(password, File.ReadAllText(Path.Combine(broker.Folder, "../logs/rabbitmq.log")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AServiceWithoutAPartOnTheBusIsToldWhereToGiveItOne()
    {
        using var scratch = new Scratch();
        var options = new HostOptions { DataFolder = scratch["data"] };
        var builder = new DistributedApplicationBuilder(options);
        builder.AddExecutable("portal", "sleep", "/", "600").WithReference(builder.AddRabbitMQ("rabbitmq"));
        await using var system = new RunningSystem(builder, options);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(system.FailAsync);

        Assert.Equal("portal references the broker but has no rights there: give it some in RabbitMQRights.cs.", failure.Message);
    }

    /// <summary>A broker with a process for each service, of which only the name matters.</summary>
    public sealed class Broker : IAsyncLifetime
    {
        public static readonly string[] Services = ["challenge", "directory", "enrollment", "notifier"];

        private readonly Scratch _scratch = new();
        private readonly RunningSystem _system;
        private readonly Dictionary<string, string> _addresses = [];

        public Broker()
        {
            var options = new HostOptions { DataFolder = _scratch["data"] };
            var builder = new DistributedApplicationBuilder(options);
            var rabbitmq = builder.AddRabbitMQ("rabbitmq").WithManagementPlugin();
            foreach (var service in Services)
                builder.AddExecutable(service, "sh", "/", "-c", $"printenv ConnectionStrings__rabbitmq > {_scratch[service]}; exec sleep 600").WithReference(rabbitmq);
            _system = new RunningSystem(builder, options);
        }

        public string Folder => _scratch["data/rabbitmq"];

        public int ProcessId => _system.ProcessId("rabbitmq");

        public string ManagementPage => _system.Entry("rabbitmq").GetProperty("endpoints").GetProperty("management").GetString()!;

        public string AddressOf(string service) => _addresses[service];

        public async Task<IConnection> ConnectAsync(string service) =>
            await new ConnectionFactory { Uri = new Uri(AddressOf(service)) }.CreateConnectionAsync();

        public async Task<JsonNode> ManageAsync(string path)
        {
            var credentials = new Uri(_system.Entry("rabbitmq").GetProperty("connectionString").GetString()!).UserInfo;
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
            return JsonNode.Parse(await http.GetStringAsync(new Uri($"{ManagementPage}/api/{path}")))!;
        }

        public async ValueTask InitializeAsync()
        {
            await _system.UntilReadyAsync();
            foreach (var service in Services)
            {
                await Eventually.IsTrueAsync(() => File.Exists(_scratch[service]) && new FileInfo(_scratch[service]).Length > 0, "the service has started");
                _addresses[service] = (await File.ReadAllTextAsync(_scratch[service])).Trim();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _system.DisposeAsync();
            _scratch.Dispose();
        }
    }
}
