namespace Mfa.Challenges.Domain;

/// <summary>What exactly a factor's codes look like; anything else is a malformed request and no guess.</summary>
internal static class CodeFormat
{
    public const string Digits6 = "digits-6";
    public const string Digits8 = "digits-8";
    public const string Recovery16 = "recovery-16";

    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The one format a text has, or null. Digits are ASCII digits; a recovery code may be in any case, with or without dashes.</summary>
    public static string? Of(string code) => code.Length switch
    {
        6 when code.All(char.IsAsciiDigit) => Digits6,
        8 when code.All(char.IsAsciiDigit) => Digits8,
        16 or 19 when Compact(code) is { Length: 16 } compact && compact.All(Crockford.Contains) => Recovery16,
        _ => null,
    };

    /// <summary>A recovery code as it is hashed: upper case, no dashes, the letters Crockford reads as digits read so.</summary>
    public static string Compact(string code) => string.Concat(code.Where(c => c != '-')).ToUpperInvariant()
        .Replace('I', '1').Replace('L', '1').Replace('O', '0');
}
