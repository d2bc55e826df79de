using System.Net;

namespace Mfa.Notifier.Mail;

/// <summary>The mail server and how it is spoken to: section <c>Mail</c>. A class, so that nothing prints the password.</summary>
internal sealed class MailSettings
{
    public const string Section = "Mail";

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 587;

    /// <summary><c>starttls</c> (RFC 3207), <c>tls</c> (implicit, RFC 8314), or <c>none</c>, on loopback only.</summary>
    public string Security { get; init; } = "starttls";

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>PEM file of an authority that is trusted beside the machine's own.</summary>
    public string? TrustedCertificate { get; init; }

    /// <summary>How we greet the server: a host name of ours.</summary>
    public string Name { get; init; } = "localhost";

    public int ConnectSeconds { get; init; } = 5;

    /// <summary>For each answer of the server, and for each write.</summary>
    public int ReplySeconds { get; init; } = 30;

    /// <summary>Mails on their way at once in this instance.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Mails to one recipient domain on their way at once, in all instances: a slow domain does not delay the others.</summary>
    public int PerDomain { get; init; } = 8;

    /// <summary>Connections kept open while there is nothing to send, and for how long.</summary>
    public int IdleConnections { get; init; } = 8;

    public int IdleSeconds { get; init; } = 30;

    /// <summary>Mails over one connection before a new one is opened.</summary>
    public int MailsPerConnection { get; init; } = 100;

    /// <summary>Milliseconds before the second, third … try; the last one repeats. Empty: 1 s, 5 s, 20 s, 60 s (the binder would add to a default).</summary>
    public long[] Pauses { get; init; } = [];

    public IReadOnlyList<long> RetryPauses => Pauses.Length > 0 ? Pauses : [1_000, 5_000, 20_000, 60_000];

    /// <exception cref="InvalidOperationException">A setting can't be used; the message names it.</exception>
    public static MailSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Section).Get<MailSettings>() ?? new MailSettings();
        return settings.Breach() is { } breach ? throw new InvalidOperationException($"{Section}:{breach}.") : settings;
    }

    private string? Breach()
    {
        (string Member, int Value)[] positive =
        [
            (nameof(Port), Port), (nameof(ConnectSeconds), ConnectSeconds), (nameof(ReplySeconds), ReplySeconds), (nameof(Concurrency), Concurrency),
            (nameof(PerDomain), PerDomain), (nameof(IdleConnections), IdleConnections), (nameof(IdleSeconds), IdleSeconds),
            (nameof(MailsPerConnection), MailsPerConnection),
        ];
        if (positive.FirstOrDefault(number => number.Value < 1).Member is { } member)
            return $"{member} must be at least 1";
        if (Security is not ("none" or "starttls" or "tls"))
            return $"{nameof(Security)} must be none, starttls or tls";
        if (Security == "none" && !IsLoopback(Host))
            return $"{nameof(Security)} none is for a mail server on this machine; a code must not cross a network in the clear. Say starttls or tls";
        if (User is null != Password is null)
            return $"{nameof(User)} and {nameof(Password)} go together";
        if (TrustedCertificate is { Length: > 0 } file && !File.Exists(file))
            return $"{nameof(TrustedCertificate)} must name an existing PEM file";
        if (Name.Length is 0 or > 255 || Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '[' or ']' or ':')))
            return $"{nameof(Name)} must be a host name or an address literal";
        return Pauses.Any(pause => pause < 1) ? $"{nameof(Pauses)} must be at least 1" : null;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
