using System.Globalization;
using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Web;

/// <summary>A code as a person types it: what can't be one is said here, and costs no try.</summary>
internal static class TypedCode
{
    /// <summary>How most codes look.</summary>
    public const string Usual = Digits + "6";

    /// <summary>How a recovery code looks.</summary>
    public const string Recovery = "recovery-16";

    private const string Digits = "digits-";
    private const int UsualDigits = 6;
    private const int RecoveryLength = 16;

    /// <summary>As the service takes it: without the spaces and dashes between its groups.</summary>
    public static string Clean(string? typed) => string.Concat((typed ?? "").Where(character => !char.IsWhiteSpace(character) && character is not ('-' or '–' or '—')));

    /// <param name="code">As <see cref="Clean"/> makes it.</param>
    /// <param name="format">How it looks, such as <c>digits-6</c>.</param>
    /// <returns>Null: it may be a code.</returns>
    public static Notice? FaultOf(string code, string? format)
    {
        if (code.Length == 0)
            return new Notice("Notice.CodeMissing");
        if (format == Recovery)
            return code.Length == RecoveryLength ? null : new Notice("Notice.RecoveryCodeForm");
        var digits = format?.StartsWith(Digits, StringComparison.Ordinal) == true
            && int.TryParse(format.AsSpan(Digits.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : UsualDigits;
        return code.Length == digits && code.All(char.IsAsciiDigit)
            ? null : new Notice("Notice.CodeForm", Notice.Error, digits.ToString(CultureInfo.InvariantCulture));
    }

    /// <returns>Null: the sitting has a notice that says what is wrong.</returns>
    public static string? Take(Sitting sitting, string? typed, string? format)
    {
        var code = Clean(typed);
        if (FaultOf(code, format) is not { } fault)
            return code;
        sitting.Notice = fault;
        return null;
    }
}
