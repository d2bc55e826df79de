using System.Globalization;
using System.Text;

namespace Mfa.Directories.Domain;

/// <summary>
/// One mailbox and nothing else (RFC 5321 §4.1.2, the dot-string form): no lists, groups, display names, quoted parts, comments, address literals or
/// line breaks, so that it means one thing to every program that reads it. The domain may be international.
/// </summary>
internal static class EmailAddress
{
    private const int Longest = 254;
    private const int LongestLocalPart = 64;
    private const string Specials = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping Domains = new() { UseStd3AsciiRules = true };

    public static bool IsValid(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= Longest && at is > 0 and <= LongestLocalPart && text.IndexOf('@', at + 1) < 0
            && text[..at].Split('.').All(IsAtom) && AsciiOf(text[(at + 1)..]) is { } domain && IsDomain(domain) && at + 1 + domain.Length <= Longest;
    }

    /// <summary>Whether two addresses are one mailbox: in the domain case means nothing, before the at only its host can tell.</summary>
    public static bool AreSame(string one, string other) =>
        one[..one.IndexOf('@')] == other[..other.IndexOf('@')]
        && string.Equals(AsciiOf(one[(one.IndexOf('@') + 1)..]), AsciiOf(other[(other.IndexOf('@') + 1)..]), StringComparison.OrdinalIgnoreCase);

    private static bool IsAtom(string atom) =>
        atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || Specials.Contains(c, StringComparison.Ordinal));

    private static bool IsDomain(string domain)
    {
        var labels = domain.Split('.');
        return labels.Length >= 2 && labels.All(label => label.Length is > 0 and <= 63) && !labels[^1].All(char.IsAsciiDigit);
    }

    /// <returns>
    /// Null for what is no domain name: the mapping knows letters, digits and inner dashes only. Null too for what the mapping would quietly make
    /// another text of (wide letters, other dots, invisible characters): every program would have to map it the same way.
    /// </returns>
    private static string? AsciiOf(string domain)
    {
        try
        {
            if (domain.Length == 0 || domain[^1] == '.')
                return null;
            var ascii = Domains.GetAscii(domain);
            return Ascii.IsValid(domain) || string.Equals(Domains.GetUnicode(ascii), domain, StringComparison.OrdinalIgnoreCase) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
