using System.Collections.Concurrent;
using System.Net.Security;

namespace Mfa.Notifier.Mail.Smtp;

/// <summary>Our submission client: connections are kept and used again, the latest first.</summary>
internal sealed partial class SmtpTransport : IMailTransport, IAsyncDisposable
{
    private readonly ConcurrentStack<SmtpConnection> _idle = new();
    private readonly MailSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<SmtpTransport> _logger;
    private readonly SslClientAuthenticationOptions _tls;
    private readonly ITimer _sweep;

    public SmtpTransport(MailSettings settings, TimeProvider time, ILogger<SmtpTransport> logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);
        _tls = TlsOf(settings);
        var idle = TimeSpan.FromSeconds(settings.IdleSeconds);
        _sweep = time.CreateTimer(_ => _ = SweepAsync(), null, idle, idle);
    }

    public async Task<MailResult> SendAsync(OutgoingMail mail, Func<Task<bool>> permit, CancellationToken stop)
    {
        var asked = false;
        Task<bool> Permit()
        {
            asked = true;
            return permit();
        }

        // A kept connection may have ended unnoticed: as long as the content has not left, a new one tries at once.
        if (await TakeIdleAsync() is { } kept)
        {
            var result = await SendOverAsync(kept, mail, Permit, stop);
            if (asked || result is not { Kind: MailResultKind.Deferred, Reply: null })
                return result;
        }

        try
        {
            return await SendOverAsync(await SmtpConnection.OpenAsync(_settings, _tls, stop), mail, Permit, stop);
        }
        catch (SmtpStreamException failure)
        {
            Log.NotConnected(_logger, failure.Message);
            return new MailResult(MailResultKind.Deferred);
        }
        catch (SmtpRefusalException refusal)
        {
            Log.NotConnected(_logger, refusal.Reply);
            return new MailResult(MailResultKind.Deferred, refusal.Reply);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        while (_idle.TryPop(out var connection))
            await connection.QuitAsync(CancellationToken.None);
    }

    private static SslClientAuthenticationOptions TlsOf(MailSettings settings)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = settings.Host };
        if (settings.TrustedCertificate is { Length: > 0 } file)
            options.RemoteCertificateValidationCallback = new AddedAuthorities(file).IsTrusted;
        return options;
    }

    private async Task<MailResult> SendOverAsync(SmtpConnection connection, OutgoingMail mail, Func<Task<bool>> permit, CancellationToken stop)
    {
        try
        {
            return await connection.SendAsync(mail, permit, stop);
        }
        finally
        {
            if (connection.IsUsable && connection.Mails < _settings.MailsPerConnection && _idle.Count < _settings.IdleConnections)
            {
                connection.LastUsed = _time.GetTimestamp();
                _idle.Push(connection);
            }
            else
            {
                await connection.QuitAsync(CancellationToken.None);
            }
        }
    }

    private async ValueTask<SmtpConnection?> TakeIdleAsync()
    {
        while (_idle.TryPop(out var connection))
        {
            if (!IsStale(connection))
                return connection;
            await connection.QuitAsync(CancellationToken.None);
        }

        return null;
    }

    private async Task SweepAsync()
    {
        var all = new SmtpConnection[Math.Max(1, _idle.Count)];
        var count = _idle.TryPopRange(all);
        foreach (var connection in all.Take(count).Reverse())
        {
            if (IsStale(connection))
                await connection.QuitAsync(CancellationToken.None);
            else
                _idle.Push(connection);
        }
    }

    private bool IsStale(SmtpConnection connection) => _time.GetElapsedTime(connection.LastUsed).TotalSeconds > _settings.IdleSeconds;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail server can't be used: {Reason}")]
        public static partial void NotConnected(ILogger logger, string reason);
    }
}
