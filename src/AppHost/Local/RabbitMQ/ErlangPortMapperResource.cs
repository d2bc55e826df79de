using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The daemon by which Erlang nodes find one another. A broker that misses it starts one that outlives the broker, so it has its own place here:
/// on its own port, and stopped after the broker.
/// </summary>
internal sealed class ErlangPortMapperResource : Resource
{
    private readonly string _folder;

    public ErlangPortMapperResource(string name, string folder)
        : base(name)
    {
        _folder = folder;
        Endpoints.Add(new Endpoint("tcp", configuredPort: null, scheme: "tcp"));
        foreach (var (variable, value) in Settings)
            Environment[variable] = value;
    }

    /// <summary>For every Erlang program that is to use it.</summary>
    public IEnumerable<KeyValuePair<string, Func<int, string>>> Settings =>
    [
        new("ERL_EPMD_ADDRESS", _ => "127.0.0.1"),
        new("ERL_EPMD_PORT", _ => Port.ToString(CultureInfo.InvariantCulture)),
    ];

    private int Port => Endpoints[0].Ports[0];

    public override Command Command() =>
        new(Programs.Find("epmd", "it comes with Erlang: 'apt-get install rabbitmq-server', or use ./run"), [.. Arguments], PrivateFile.CreateFolder(_folder));

    public override async Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
