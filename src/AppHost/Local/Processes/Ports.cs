using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mfa.AppHost.Local;

/// <summary>Gives every resource its ports before anything starts, so that each can be told where the others will be.</summary>
internal static class Ports
{
    // Below the range from which the system takes the ports of outgoing connections: a restarted process finds its own port free.
    private const int First = 20_000;
    private const int Last = 32_000;

    public static void GiveOut(IEnumerable<Resource> resources)
    {
        var given = new HashSet<int>();
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Endpoints)
                endpoint.Ports = [.. Enumerable.Range(0, resource.Replicas).Select(replica => PortOf(resource, endpoint, replica, given))];
        }
    }

    private static int PortOf(Resource resource, Endpoint endpoint, int replica, HashSet<int> given)
    {
        if (endpoint.ConfiguredPort is not { } configured)
            return Free(given);

        var port = configured + replica;
        if (given.Add(port) && IsFree(port))
            return port;
        throw new DistributedApplicationException(
            $"Port {port} for {resource.Name} is taken: stop what listens there, "
            + $"or choose another with --{resource.Name}-port N (0: a free one).");
    }

    public static int Free(HashSet<int> given)
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (given.Add(port) && IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
