using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Bus.Mail;

/// <summary>What a template is filled with; which members are there depends on the template.</summary>
public sealed record MailContent
{
    /// <summary>When what the mail tells of happened, milliseconds since 1970.</summary>
    public required long At { get; init; }

    public DisclosedText? Code { get; init; }

    /// <summary>How long the code is good, from <see cref="At"/>, in seconds.</summary>
    public int? LifeSeconds { get; init; }

    /// <summary>The service the person signs in to: its name per locale.</summary>
    public IReadOnlyDictionary<string, string>? Service { get; init; }

    /// <summary>Of the "not me" link.</summary>
    public DisclosedText? ReportToken { get; init; }

    /// <summary>The type of the factor a notice is about: <c>totp</c> or <c>email</c>.</summary>
    public string? Factor { get; init; }
}
