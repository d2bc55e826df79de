using System.Net;
using System.Net.Sockets;

namespace Mfa.Gateway.Forwarding;

/// <summary>Opens connections to services so that one which can't be opened is always told as such, also when nobody answers at all.</summary>
internal static class Connection
{
    /// <exception cref="SocketException">Nobody is there, or nobody answered within the limit: nothing was sent.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint to, TimeSpan limit, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(limit);
        try
        {
            await socket.ConnectAsync(to, patience.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is OperationCanceledException && !stop.IsCancellationRequested)
                throw new SocketException((int)SocketError.TimedOut);
            throw;
        }
    }
}
