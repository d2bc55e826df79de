using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mfa.AppHost.Local;

/// <summary>PostgreSQL's greeting: only a server that takes sessions asks who greets it for a password; one that still recovers says an error.</summary>
internal static class PostgresHealth
{
    private const int Version3 = 196608;
    private const byte Authentication = (byte)'R';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<bool> IsHealthyAsync(int port, string user, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await client.GetStream().WriteAsync(Greeting(user), limit.Token);
            var answer = new byte[1];
            await client.GetStream().ReadExactlyAsync(answer, limit.Token);
            return answer[0] == Authentication;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Length (itself included), version, then names and values that end with a zero each, and one more.</summary>
    private static byte[] Greeting(string user)
    {
        var words = Encoding.UTF8.GetBytes($"user\0{user}\0database\0postgres\0\0");
        var greeting = new byte[8 + words.Length];
        BinaryPrimitives.WriteInt32BigEndian(greeting, greeting.Length);
        BinaryPrimitives.WriteInt32BigEndian(greeting.AsSpan(4), Version3);
        words.CopyTo(greeting, 8);
        return greeting;
    }
}
