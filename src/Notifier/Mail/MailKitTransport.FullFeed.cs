using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Mfa.Notifier.Mail;

/// <summary>MailKit's client, one kept connection for each mail that is on its way at once. The permit is asked before the envelope: it has no later place.</summary>
internal sealed partial class MailKitTransport(MailSettings settings, ILogger<MailKitTransport> logger) : IMailTransport, IDisposable
{
    private readonly ConcurrentBag<SmtpClient> _idle = [];

    public async Task<MailResult> SendAsync(OutgoingMail mail, Func<Task<bool>> permit, CancellationToken stop)
    {
        if (!_idle.TryTake(out var client))
            client = NewClient();
        var isSending = false;
        try
        {
            if (!await IsConnectedAsync(client, stop))
                await ConnectAsync(client, stop);
            using var content = new MemoryStream(mail.Content);
            using var message = await MimeMessage.LoadAsync(content, stop);
            if (!await permit())
                return new MailResult(MailResultKind.Withheld);
            isSending = true;
            await client.SendAsync(message, MailboxAddress.Parse(mail.From), [MailboxAddress.Parse(mail.To)], stop);
            return new MailResult(MailResultKind.HandedOver, "250");
        }
        catch (SmtpCommandException refusal)
        {
            // A 5xx to the connection or the sign-in is ours to mend, not the mail's end.
            var isFinal = isSending && (int)refusal.StatusCode >= 500;
            return new MailResult(isFinal ? MailResultKind.Refused : MailResultKind.Deferred, $"{(int)refusal.StatusCode}");
        }
        catch (Exception failure) when (IsOfTheServer(failure))
        {
            Log.NotConnected(logger, failure.GetType().Name);
            return new MailResult(isSending ? MailResultKind.Unknown : MailResultKind.Deferred);
        }
        finally
        {
            if (client.IsConnected && _idle.Count < settings.IdleConnections)
                _idle.Add(client);
            else
                client.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var client))
            client.Dispose();
    }

    private static async Task<bool> IsConnectedAsync(SmtpClient client, CancellationToken stop)
    {
        if (!client.IsConnected)
            return false;
        try
        {
            await client.NoOpAsync(stop);
            return true;
        }
        catch (Exception failure) when (failure is ProtocolException or IOException or SmtpCommandException)
        {
            await client.DisconnectAsync(quit: false, stop);
            return false;
        }
    }

    /// <summary>No connection, or an answer that ends one: TLS or a way to sign in that the server lacks is told as not supported.</summary>
    private static bool IsOfTheServer(Exception failure) => failure is ProtocolException or IOException or SocketException or TimeoutException
        or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException or ServiceNotConnectedException or NotSupportedException;

    /// <summary>Trusts whom our own client trusts: the machine's authorities and the one that the settings name, and nobody by the client's own list.</summary>
    private SmtpClient NewClient() => new()
    {
        Timeout = settings.ReplySeconds * 1000,
        LocalDomain = settings.Name,
        CheckCertificateRevocation = false,
        ServerCertificateValidationCallback = settings.TrustedCertificate is { Length: > 0 } file
            ? new AddedAuthorities(file).IsTrusted
            : (_, _, _, errors) => errors == SslPolicyErrors.None,
    };

    private async Task ConnectAsync(SmtpClient client, CancellationToken stop)
    {
        await client.ConnectAsync(settings.Host, settings.Port, settings.Security switch
        {
            "tls" => SecureSocketOptions.SslOnConnect,
            "starttls" => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        }, stop);
        if (settings is { User: { } user, Password: { } password })
            await client.AuthenticateAsync(user, password, stop);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail server can't be used: {Reason}")]
        public static partial void NotConnected(ILogger logger, string reason);
    }
}
