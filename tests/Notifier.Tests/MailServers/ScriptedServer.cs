using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mfa.Notifier.Mail;

namespace Mfa.Notifier.Tests.MailServers;

/// <summary>A mail server that does what a test tells it, for the faults that no real one makes. Speaks SMTP plainly otherwise.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly ConcurrentBag<Task> _sessions = [];

    public ScriptedServer()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    /// <summary>What a verb is answered with; null: as a good server does. <c>CLOSE</c> closes, <c>HANG</c> says nothing. The verb of the content is <c>.</c></summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    public string[] Keywords { get; set; } = ["PIPELINING", "ENHANCEDSTATUSCODES"];

    /// <summary>Bytes of the content after which the connection is cut; null: never.</summary>
    public int? CutContentAfter { get; set; }

    /// <summary>How long a RCPT for an address is thought about.</summary>
    public Func<string, TimeSpan> Think { get; set; } = _ => TimeSpan.Zero;

    public ConcurrentQueue<(string To, string Content, DateTimeOffset At)> Mails { get; } = new();

    public ConcurrentQueue<string> Commands { get; } = new();

    private int _connections;

    public int Connections => _connections;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public MailSettings Settings(int replySeconds = 2, string security = "none", long[]? pauses = null, int perDomain = 8) =>
        new() { Host = "127.0.0.1", Port = Port, Security = security, ReplySeconds = replySeconds, Pauses = pauses ?? [50], PerDomain = perDomain };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running; // before the listener is stopped: asking a stopped one for a connection is an error of its own
        _listener.Stop();
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                // The client or the test has ended.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var to = "";
        if (!await SayAsync(stream, "CONNECT", "220 scripted"))
            return;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Commands.Enqueue(line);
            var verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb == "RCPT")
            {
                to = line[9..^1];
                await Task.Delay(Think(to), _stop.Token);
            }

            var good = verb switch
            {
                "EHLO" => string.Join("\r\n", Keywords.Prepend("scripted").Select((word, at) => (at == Keywords.Length ? "250 " : "250-") + word)),
                "DATA" => "354 go on",
                "QUIT" => "221 2.0.0 bye",
                _ => "250 2.0.0 fine",
            };
            if (!await SayAsync(stream, verb, good) || verb == "QUIT")
                return;
            if (verb == "DATA" && (Answer("DATA") is null or ['3', ..]) && !await ReceiveAsync(stream, reader, to))
                return;
        }
    }

    private async Task<bool> ReceiveAsync(NetworkStream stream, StreamReader reader, string to)
    {
        var content = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            content.Append(line).Append("\r\n");
            if (content.Length > CutContentAfter)
                return false;
        }

        if (content.Length > 0 && Answer(".") is null or ['2', ..] or "CLOSE" or "HANG")
            Mails.Enqueue((to, content.ToString(), DateTimeOffset.UtcNow));
        return await SayAsync(stream, ".", "250 2.0.0 kept");
    }

    private async Task<bool> SayAsync(NetworkStream stream, string verb, string good)
    {
        var answer = Answer(verb) ?? good;
        if (answer == "CLOSE")
            return false;
        if (answer == "HANG")
            await Task.Delay(Timeout.Infinite, _stop.Token);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), _stop.Token);
        return !answer.StartsWith("421", StringComparison.Ordinal);
    }
}
