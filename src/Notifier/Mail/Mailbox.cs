using System.Globalization;

namespace Mfa.Notifier.Mail;

/// <summary>
/// One mailbox in ASCII, checked again where it leaves the house: a dot-string (RFC 5321 §4.1.2) at a domain in A-labels. No list, group, display name,
/// quoted part, comment, address literal or line break passes, so nothing can end the SMTP command or the header it stands in.
/// </summary>
internal sealed record Mailbox(string LocalPart, string Domain)
{
    private const int Longest = 254;
    private const int LongestLocalPart = 64;
    private const string Specials = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping Labels = new() { UseStd3AsciiRules = true };

    public string Address => $"{LocalPart}@{Domain}";

    /// <returns>Null for what is not one mailbox.</returns>
    public static Mailbox? Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at is <= 0 or > LongestLocalPart || text.Length > Longest || !text[..at].Split('.').All(IsAtom))
            return null;
        return DomainOf(text[(at + 1)..]) is { } domain && at + 1 + domain.Length <= Longest ? new Mailbox(text[..at], domain) : null;
    }

    /// <summary>Records print their members; this one is a person's.</summary>
    public override string ToString() => nameof(Mailbox);

    private static bool IsAtom(string atom) =>
        atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || Specials.Contains(c, StringComparison.Ordinal));

    /// <summary>A-labels. A name that is written in look-alikes of ASCII (full width, other dots) reads as another than it is: refused.</summary>
    private static string? DomainOf(string name)
    {
        try
        {
            var ascii = Labels.GetAscii(name).ToLowerInvariant();
            var isAsWritten = ascii.Equals(name, StringComparison.OrdinalIgnoreCase)
                || Labels.GetUnicode(ascii).Equals(name.Normalize(), StringComparison.OrdinalIgnoreCase);
            return isAsWritten && IsDomain(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsDomain(string domain)
    {
        var labels = domain.Split('.');
        return labels.Length >= 2 && !labels[^1].All(char.IsAsciiDigit)
            && labels.All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
    }
}
