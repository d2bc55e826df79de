using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Mfa.Notifier.Mail.Smtp;

/// <summary>One connection to the mail server (RFC 5321 with 2920, 3207, 4954), greeted, encrypted and signed in, good for several mails.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private readonly SmtpStream _wire;
    private readonly MailSettings _settings;
    private IReadOnlyList<string> _keywords = [];

    private SmtpConnection(SmtpStream wire, MailSettings settings)
    {
        _wire = wire;
        _settings = settings;
    }

    /// <summary>How many transactions it has begun.</summary>
    public int Mails { get; private set; }

    /// <summary>The last transaction ended in a known state, so that another may follow.</summary>
    public bool IsUsable { get; private set; } = true;

    public long LastUsed { get; set; }

    private bool CanPipeline => Has("PIPELINING");

    /// <exception cref="SmtpStreamException">There is no connection that may be used.</exception>
    /// <exception cref="SmtpRefusalException">The server does not take us.</exception>
    public static async Task<SmtpConnection> OpenAsync(MailSettings settings, SslClientAuthenticationOptions tls, CancellationToken stop)
    {
        var connection = new SmtpConnection(new SmtpStream(await ConnectAsync(settings, stop), TimeSpan.FromSeconds(settings.ReplySeconds)), settings);
        try
        {
            await connection.BeginAsync(tls, stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Carries one mail. Whatever goes wrong becomes a result; only <paramref name="stop"/> and the permit throw.</summary>
    public async Task<MailResult> SendAsync(OutgoingMail mail, Func<Task<bool>> permit, CancellationToken stop)
    {
        // Until the transaction has ended in a known state the connection is good for nothing else.
        IsUsable = false;
        var mayHaveArrived = false;
        try
        {
            var refusal = await SendEnvelopeAsync(mail, stop);
            if (refusal is not null)
                return End(refusal);
            if (!await permit())
                return new MailResult(MailResultKind.Withheld);

            await SendContentAsync(DotStuffing.Encode(mail.Content), () => mayHaveArrived = true, stop);
            return End(await _wire.ReadReplyAsync(stop));
        }
        catch (SmtpStreamException)
        {
            return new MailResult(mayHaveArrived ? MailResultKind.Unknown : MailResultKind.Deferred);
        }
    }

    /// <summary>Says goodbye without waiting for the answer.</summary>
    public async Task QuitAsync(CancellationToken stop)
    {
        try
        {
            if (IsUsable)
                await _wire.WriteAsync("QUIT\r\n", stop);
        }
        catch (SmtpStreamException)
        {
            IsUsable = false;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private static async Task<Socket> ConnectAsync(MailSettings settings, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(TimeSpan.FromSeconds(settings.ConnectSeconds));
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, limited.Token);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            socket.Dispose();
            throw new SmtpStreamException("the server can't be reached");
        }
    }

    private async Task BeginAsync(SslClientAuthenticationOptions tls, CancellationToken stop)
    {
        if (_settings.Security == "tls")
            await _wire.EncryptAsync(tls, stop);
        Require(await _wire.ReadReplyAsync(stop), 220);
        await GreetAsync(stop);
        if (_settings.Security == "starttls")
        {
            if (!Has("STARTTLS"))
                throw new SmtpStreamException("the server offers no TLS");
            Require(await AskAsync("STARTTLS", stop), 220);
            await _wire.EncryptAsync(tls, stop);
            // What was offered in the clear counts for nothing (RFC 3207 §4.2).
            await GreetAsync(stop);
        }

        if (_settings.User is not null)
            await SignInAsync(_settings.User, _settings.Password!, stop);
    }

    private async Task GreetAsync(CancellationToken stop)
    {
        var hello = await AskAsync("EHLO " + _settings.Name, stop);
        Require(hello, 250);
        _keywords = [.. hello.Keywords.Skip(1)];
    }

    /// <summary>PLAIN in one step, LOGIN for servers that know nothing else; never in the clear across a network (the settings see to it).</summary>
    private async Task SignInAsync(string user, string password, CancellationToken stop)
    {
        var ways = _keywords.FirstOrDefault(keyword => keyword.StartsWith("AUTH ", StringComparison.Ordinal))?.Split(' ') ?? [];
        if (ways.Contains("PLAIN"))
        {
            Require(await AskAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), stop), 235);
        }
        else if (ways.Contains("LOGIN"))
        {
            Require(await AskAsync("AUTH LOGIN", stop), 334);
            Require(await AskAsync(Base64(user), stop), 334);
            Require(await AskAsync(Base64(password), stop), 235);
        }
        else
        {
            throw new SmtpStreamException("the server offers no way to sign in that we know");
        }
    }

    /// <returns>Null when the server waits for the content; otherwise its refusal.</returns>
    private async Task<SmtpReply?> SendEnvelopeAsync(OutgoingMail mail, CancellationToken stop)
    {
        // A kept connection is asked first whether it still stands, and forgets what the last mail left open; with pipelining that costs nothing.
        string[] commands = [.. Mails++ > 0 ? new[] { "RSET" } : [], $"MAIL FROM:<{mail.From}>", $"RCPT TO:<{mail.To}>", "DATA"];
        if (CanPipeline)
            await _wire.WriteAsync(string.Concat(commands.Select(command => command + "\r\n")), stop);
        SmtpReply? refusal = null;
        foreach (var command in commands)
        {
            var reply = CanPipeline ? await _wire.ReadReplyAsync(stop) : await AskAsync(command, stop);
            if (command == "RSET" && !reply.IsPositive)
                throw new SmtpStreamException("the kept connection has ended");
            if (command == "DATA" && reply.Status == 354)
                return refusal is null ? null : await TakeBackAsync(refusal, stop);
            if (command == "DATA" || !reply.IsPositive)
                refusal ??= reply;
            if (refusal is not null && (!CanPipeline || reply.IsClosing))
                break;
        }

        return refusal;
    }

    /// <summary>The server waits for content although it refused what came before: an empty one, which nobody gets (RFC 2920 §3.1).</summary>
    private async Task<SmtpReply> TakeBackAsync(SmtpReply refusal, CancellationToken stop)
    {
        await _wire.WriteAsync(".\r\n", stop);
        await _wire.ReadReplyAsync(stop);
        return refusal;
    }

    /// <param name="beforeEnd">Called before the last piece, which holds the end of the mail: until then it surely is not delivered.</param>
    private async Task SendContentAsync(ReadOnlyMemory<byte> content, Action beforeEnd, CancellationToken stop)
    {
        const int Piece = 16 * 1024;
        while (content.Length > Piece)
        {
            await _wire.WriteAsync(content[..Piece], stop);
            content = content[Piece..];
        }

        beforeEnd();
        await _wire.WriteAsync(content, stop);
    }

    private MailResult End(SmtpReply reply)
    {
        IsUsable = !reply.IsClosing;
        var kind = reply switch
        {
            { IsPositive: true } => MailResultKind.HandedOver,
            { IsRefusal: true } => MailResultKind.Refused,
            _ => MailResultKind.Deferred,
        };
        return new MailResult(kind, reply.ToString());
    }

    private async Task<SmtpReply> AskAsync(string command, CancellationToken stop)
    {
        await _wire.WriteAsync(command + "\r\n", stop);
        return await _wire.ReadReplyAsync(stop);
    }

    private static void Require(SmtpReply reply, int wanted)
    {
        if (reply.Status != wanted)
            throw new SmtpRefusalException(reply.ToString());
    }

    private bool Has(string keyword) => _keywords.Contains(keyword);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

/// <summary>The server refuses us, not a mail: its code and enhanced status.</summary>
internal sealed class SmtpRefusalException(string reply) : Exception("The mail server refuses the connection.")
{
    public string Reply { get; } = reply;
}
