using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Mfa.Bus;

/// <summary>
/// Before each connection, waits until somebody listens at the broker's address. Left to itself MassTransit asks for a lost broker ever less often: what was to be sent
/// would lie there long after the broker is back.
/// </summary>
internal sealed class BrokerWait(TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    /// <summary>Then the connection is tried all the same, and says what is wrong.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public async Task UntilListeningAsync(ConnectionFactory broker)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lifetime.ApplicationStopping);
        while (!over.IsCancellationRequested && !await ListensAsync(broker.Endpoint, over.Token))
            await Task.Delay(Pause, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> ListensAsync(AmqpTcpEndpoint address, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(ConnectLimit, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        using var knock = new TcpClient();
        try
        {
            await knock.ConnectAsync(address.HostName, address.Port, over.Token);
            return true;
        }
        catch (Exception away) when (away is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
