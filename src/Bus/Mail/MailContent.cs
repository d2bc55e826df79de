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

    /// <summary>Of a notice that tells of several changes at once, oldest first; null in every other mail.</summary>
    public IReadOnlyList<MailChange>? Changes { get; init; }
}

/// <summary>One of several changes that a mail tells of.</summary>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Template">The template that would tell of it alone, such as <c>factor-added</c>.</param>
/// <param name="Factor">As <see cref="MailContent.Factor"/>.</param>
public sealed record MailChange(long At, string Template, string? Factor);
