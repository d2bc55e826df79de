using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mfa.AppHost.Local;

/// <summary>AMQP 0-9-1's greeting: only a broker that takes connections answers the protocol's header with <c>Connection.Start</c>.</summary>
internal static class AmqpHealth
{
    private const byte MethodFrame = 1;
    private const ushort Connection = 10;
    private const ushort Start = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<bool> IsHealthyAsync(int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), limit.Token);

            // Type, channel (2 bytes), size (4), class (2), method (2).
            var frame = new byte[11];
            await client.GetStream().ReadExactlyAsync(frame, limit.Token);
            return frame[0] == MethodFrame
                && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(7)) == Connection
                && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(9)) == Start;
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
}
