using System.Globalization;
using System.Security.Cryptography;
using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A RabbitMQ broker of the system's own: its ports, its folder, its Erlang cookie, a user for each service that references it and one for the operator.
/// Whatever else of RabbitMQ the machine has is neither used nor touched.
/// </summary>
internal sealed class RabbitMQServerResource : Resource
{
    public const string VirtualHost = "mfa";
    public const string Operator = "operator";

    /// <summary>Debian's program on the PATH insists on being root or its own user; this is the one behind it.</summary>
    private const string DebiansServer = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly string _folder;
    private readonly Func<IEnumerable<Resource>> _referrers;

    public RabbitMQServerResource(string name, string folder, ErlangPortMapperResource portMapper, Func<IEnumerable<Resource>> referrers)
        : base(name)
    {
        _folder = folder;
        _referrers = referrers;
        Endpoints.Add(new Endpoint("amqp", configuredPort: null, scheme: "amqp"));
        Endpoints.Add(new Endpoint("distribution", configuredPort: null, scheme: "tcp"));
        Awaited.Add(portMapper);
        foreach (var (variable, value) in portMapper.Settings)
            Environment[variable] = value;
        foreach (var (variable, value) in Settings())
            Environment[variable] = _ => value;
        Environment["RABBITMQ_DIST_PORT"] = _ => Text(Port("distribution"));
    }

    /// <summary>The operator's: who may see and do everything.</summary>
    public override string ConnectionString => Address(Operator);

    public override IEnumerable<KeyValuePair<string, string>> ForReferrer(Resource referrer) =>
        [KeyValuePair.Create($"ConnectionStrings__{Name}", Address(referrer.Name))];

    public override Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) => AmqpHealth.IsHealthyAsync(Port("amqp"), cancellationToken);

    public override Command Command()
    {
        var server = File.Exists(DebiansServer)
            ? DebiansServer
            : Programs.Find("rabbitmq-server", "install it with 'apt-get install rabbitmq-server', or use ./run");
        PrivateFile.CreateFolder(_folder);
        PrivateFile.WriteOnce(InFolder(".erlang.cookie"), () => RandomNumberGenerator.GetHexString(64, lowercase: true));
        PrivateFile.Write(InFolder("enabled_plugins"), Managed ? "[rabbitmq_management].\n" : "[].\n");
        PrivateFile.Write(InFolder("definitions.json"), RabbitMQDefinitions.Of([.. _referrers().Select(referrer => referrer.Name)], Password));
        PrivateFile.Write(InFolder("rabbitmq.conf"), Configuration());
        return new Command(server, [.. Arguments], _folder);
    }

    private bool Managed => Endpoints.Any(endpoint => endpoint.Name == "management");

    private string Address(string user) =>
        string.Create(CultureInfo.InvariantCulture, $"amqp://{user}:{Password(user)}@127.0.0.1:{Port("amqp")}/{VirtualHost}");

    private string Password(string user)
    {
        var file = Path.Combine(PrivateFile.CreateFolder(_folder), $"{user}.password");
        PrivateFile.WriteOnce(file, () => RandomNumberGenerator.GetHexString(64, lowercase: true));
        return File.ReadAllText(file);
    }

    private int Port(string endpoint) => Endpoints.Single(one => one.Name == endpoint).Ports[0];

    private string InFolder(string file) => Path.Combine(_folder, file);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    // Everything it would otherwise read from or write to the machine's own places. As under systemd the script becomes the Erlang machine, which hears signals itself.
    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["HOME"] = _folder,
        ["RABBITMQ_NODENAME"] = "mfa@localhost",
        ["RABBITMQ_MNESIA_BASE"] = InFolder("data"),
        ["RABBITMQ_LOG_BASE"] = InFolder("log"),
        ["RABBITMQ_CONFIG_FILE"] = InFolder("rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = InFolder("enabled_plugins"),
        ["ERL_CRASH_DUMP"] = "/dev/null",
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    // Its alarms are for machines that share the work; here a small disk or memory must not stop a sign-in's mail.
    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $"""
        listeners.tcp.1 = 127.0.0.1:{Port("amqp")}
        distribution.listener.interface = 127.0.0.1
        load_definitions = {InFolder("definitions.json")}
        disk_free_limit.absolute = 50MB
        vm_memory_high_watermark.relative = 0.7
        log.file = false
        log.console = true
        log.console.level = warning
        log.console.use_colors = off
        log.connection.level = error
        {(Managed ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {Text(Port("management"))}" : "")}

        """);
}
