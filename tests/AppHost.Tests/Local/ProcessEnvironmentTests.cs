using Mfa.AppHost.Local;

namespace Mfa.AppHost.Tests.Local;

public sealed class ProcessEnvironmentTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly DistributedApplicationBuilder _builder;

    public ProcessEnvironmentTests() => _builder = new DistributedApplicationBuilder(new HostOptions { DataFolder = _scratch.Path });

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void AServiceHearsOfItselfInAspNetCoresAndOpenTelemetrysNames()
    {
        var challenge = _builder.AddProject("challenge", "../Challenge/Challenge.csproj").WithReplicas(2)
            .WithHttpEndpoint().WithHttpEndpoint(name: "h2c");
        challenge.WithEnvironment("H2C_PORT", challenge.GetEndpoint("h2c").Property(EndpointProperty.TargetPort));
        Ports.GiveOut(_builder.Resources);

        var environment = Of(challenge, replica: 1);

        var (http, h2c) = (Port(challenge, "http", 1), Port(challenge, "h2c", 1));
        Assert.Equal($"http://127.0.0.1:{http};http://127.0.0.1:{h2c}", environment["ASPNETCORE_URLS"]);
        Assert.Equal($"{h2c}", environment["H2C_PORT"]);
        Assert.Equal("challenge", environment["OTEL_SERVICE_NAME"]);
        Assert.Equal("service.instance.id=challenge-1", environment["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public void AReferenceGivesTheAddressesOfEachReplica()
    {
        var challenge = _builder.AddProject("challenge", "../Challenge/Challenge.csproj").WithReplicas(2)
            .WithHttpEndpoint().WithHttpEndpoint(name: "h2c");
        var gateway = _builder.AddProject("gateway", "../Gateway/Gateway.csproj").WithHttpEndpoint().WithReference(challenge);
        challenge.WithReference(gateway);
        Ports.GiveOut(_builder.Resources);

        var environment = Of(gateway);

        Assert.Equal($"http://127.0.0.1:{Port(challenge, "http", 0)}", environment["services__challenge__http__0"]);
        Assert.Equal($"http://127.0.0.1:{Port(challenge, "http", 1)}", environment["services__challenge__http__1"]);
        Assert.Equal($"http://127.0.0.1:{Port(challenge, "h2c", 0)}", environment["services__challenge__h2c__0"]);
        Assert.Equal($"http://127.0.0.1:{Port(challenge, "h2c", 1)}", environment["services__challenge__h2c__1"]);
        Assert.Distinct(challenge.Resource.Endpoints.SelectMany(endpoint => endpoint.Ports));
        Assert.Equal($"http://127.0.0.1:{Port(gateway)}", Of(challenge)["services__gateway__http__0"]);
    }

    [Fact]
    public void OnlyWhoReferencesRedisGetsItsPassword()
    {
        var redis = _builder.AddRedis("challenge-redis");
        var challenge = _builder.AddProject("challenge", "../Challenge/Challenge.csproj").WithReference(redis);
        var gateway = _builder.AddProject("gateway", "../Gateway/Gateway.csproj");
        Ports.GiveOut(_builder.Resources);

        Assert.Matches($"^127.0.0.1:{Port(redis, "tcp")},password=[0-9a-f]{{64}}$", Of(challenge)["ConnectionStrings__challenge-redis"]);
        Assert.DoesNotContain("ConnectionStrings__challenge-redis", Of(gateway).Keys);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch["challenge-redis/password"]));
    }

    [Fact]
    public void EachServiceReachesTheBrokerAsItself()
    {
        var broker = _builder.AddRabbitMQ("rabbitmq").WithManagementPlugin();
        var challenge = _builder.AddProject("challenge", "../Challenge/Challenge.csproj").WithReference(broker);
        var notifier = _builder.AddProject("notifier", "../Notifier/Notifier.csproj").WithReference(broker);
        var gateway = _builder.AddProject("gateway", "../Gateway/Gateway.csproj");
        Ports.GiveOut(_builder.Resources);

        Assert.Matches($"^amqp://challenge:[0-9a-f]{{64}}@127.0.0.1:{Port(broker, "amqp")}/mfa$", Of(challenge)["ConnectionStrings__rabbitmq"]);
        Assert.Matches($"^amqp://notifier:[0-9a-f]{{64}}@127.0.0.1:{Port(broker, "amqp")}/mfa$", Of(notifier)["ConnectionStrings__rabbitmq"]);
        Assert.DoesNotContain("ConnectionStrings__rabbitmq", Of(gateway).Keys);
    }

    [Fact]
    public void AProgramHearsItsPortsInItsOwnNames()
    {
        var mailbox = _builder.AddExecutable("mailbox", "node", "/").WithHttpEndpoint(env: "WEB_PORT").WithEndpoint(name: "smtp", env: "SMTP_PORT");
        var notifier = _builder.AddProject("notifier", "../Notifier/Notifier.csproj")
            .WithEnvironment("Mail__Host", mailbox.GetEndpoint("smtp").Property(EndpointProperty.Host))
            .WithEnvironment("Mail__Port", mailbox.GetEndpoint("smtp").Property(EndpointProperty.Port));
        Ports.GiveOut(_builder.Resources);

        Assert.Equal($"{Port(mailbox)}", Of(mailbox)["WEB_PORT"]);
        Assert.Equal($"{Port(mailbox, "smtp")}", Of(mailbox)["SMTP_PORT"]);
        Assert.Equal("127.0.0.1", Of(notifier)["Mail__Host"]);
        Assert.Equal(Of(mailbox)["SMTP_PORT"], Of(notifier)["Mail__Port"]);
    }

    [Fact]
    public void AnEndpointIsNamedAsPeopleReachIt()
    {
        var gateway = _builder.AddProject("gateway", "../Gateway/Gateway.csproj").WithHttpEndpoint();
        gateway.WithEnvironment("PublicUrl", gateway.GetEndpoint("http"));
        Ports.GiveOut(_builder.Resources);

        Assert.Equal($"http://localhost:{Port(gateway)}", Of(gateway)["PublicUrl"]);
    }

    [Fact]
    public void AnOverrideIsForItsReplicaAndWins()
    {
        var challenge = _builder.AddProject("challenge", "../Challenge/Challenge.csproj").WithReplicas(2).WithEnvironment("Key", "told");
        EnvironmentOverride[] overrides =
        [
            new("challenge", 1, "Key", "one"),
            new("challenge", null, "Other", "both"),
            new("gateway", null, "Key", "no"),
        ];

        Assert.Equal("told", ProcessEnvironment.Of(challenge.Resource, 0, overrides)["Key"]);
        Assert.Equal("one", ProcessEnvironment.Of(challenge.Resource, 1, overrides)["Key"]);
        Assert.Equal("both", ProcessEnvironment.Of(challenge.Resource, 0, overrides)["Other"]);
    }

    private static int Port(IResourceBuilder<Resource> builder, string endpoint = "http", int replica = 0) =>
        builder.GetEndpoint(endpoint).Endpoint.Ports[replica];

    private static Dictionary<string, string> Of(IResourceBuilder<Resource> builder, int replica = 0) =>
        ProcessEnvironment.Of(builder.Resource, replica, []);
}
