using System.Globalization;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>A code of digits as a person types it: what can't be one is said here, and costs no try.</summary>
internal static class TypedDigits
{
    private const string Prefix = "digits-";
    private const int Usual = 6;

    /// <param name="format">How the code looks, such as <c>digits-6</c>.</param>
    /// <returns>Null: the sitting has a notice that says what is wrong.</returns>
    public static string? Take(Sitting sitting, string? typed, string? format)
    {
        var code = TypedCode.Clean(typed);
        var digits = format?.StartsWith(Prefix, StringComparison.Ordinal) == true
            && int.TryParse(format.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Usual;
        if (code.Length == digits && code.All(char.IsAsciiDigit))
            return code;
        sitting.Notice = code.Length == 0
            ? new Notice("Notice.CodeMissing") : new Notice("Notice.CodeForm", Notice.Error, digits.ToString(CultureInfo.InvariantCulture));
        return null;
    }
}
