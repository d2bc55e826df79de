using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Mfa.Gateway.Tests.Infrastructure;

/// <summary>Bytes as a client of bad manners sends them, on one connection.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Sends and reads until the other side closes, or nothing more comes for a while.</summary>
    /// <returns>All that was answered; empty when the connection was closed without a word.</returns>
    public static async Task<RawAnswer> SendAsync(Uri gateway, string message, TimeSpan? quiet = null)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(gateway.Host, gateway.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(message));
        var answer = new StringBuilder();
        var sent = Stopwatch.GetTimestamp();
        TimeSpan? began = null;
        var buffer = new byte[16 * 1024];
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            stop.CancelAfter(quiet ?? TimeSpan.FromSeconds(1));
            try
            {
                var read = await stream.ReadAsync(buffer, stop.Token);
                if (read == 0)
                    return new RawAnswer(answer.ToString(), Closed: true, began);
                began ??= Stopwatch.GetElapsedTime(sent);
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
            catch (OperationCanceledException)
            {
                return new RawAnswer(answer.ToString(), Closed: false, began);
            }
            catch (IOException)
            {
                return new RawAnswer(answer.ToString(), Closed: true, began);
            }
        }
    }
}

/// <param name="Began">How long after the message the answer began.</param>
internal sealed record RawAnswer(string Text, bool Closed, TimeSpan? Began)
{
    /// <summary>The statuses of all answers on the connection, in order.</summary>
    public IReadOnlyList<int> Statuses =>
        [.. Text.Split("HTTP/1.1 ").Skip(1).Select(answer => int.Parse(answer[..3], System.Globalization.CultureInfo.InvariantCulture))];
}
