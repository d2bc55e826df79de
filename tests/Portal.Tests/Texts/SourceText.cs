using System.Text;
using System.Text.RegularExpressions;

namespace Mfa.Samples.Portal.Tests.Texts;

/// <summary>Reads just enough of an expression to tell which keys it may be.</summary>
internal static partial class SourceText
{
    /// <summary>From behind an opening bracket to the comma or the bracket that ends the first argument.</summary>
    public static string FirstArgument(string source, int start)
    {
        var depth = 0;
        for (var i = start; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '"':
                    i = EndOfText(source, i);
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' when depth-- == 0:
                case ',' when depth == 0:
                    return source[start..i];
            }
        }

        return source[start..];
    }

    /// <summary>The texts an expression can have as its value: itself, or the choices of a condition.</summary>
    public static IEnumerable<string> KeysIn(string expression)
    {
        var trimmed = expression.Trim();
        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] != '"')
                continue;
            var end = Math.Min(EndOfText(trimmed, i), trimmed.Length - 1);
            var isFormatted = i > 0 && trimmed[i - 1] == '$';
            var before = trimmed[..(isFormatted ? i - 1 : i)].TrimEnd();
            var more = trimmed[(end + 1)..].TrimStart().StartsWith('+') ? "*" : "";
            if (before.Length == 0 || Choice().IsMatch(before))
                yield return (isFormatted ? WithStars(trimmed[(i + 1)..end]) : trimmed[(i + 1)..end]) + more;
            i = end;
        }
    }

    /// <summary>A star for each value of an interpolated text.</summary>
    public static string WithStars(string text)
    {
        var result = new StringBuilder();
        var depth = 0;
        foreach (var character in text)
        {
            if (character == '{' && depth++ == 0)
                result.Append('*');
            if (depth == 0)
                result.Append(character);
            if (character == '}')
                depth--;
        }

        return result.ToString();
    }

    /// <returns>Where the closing quotation mark of a text stands; a text may hold others inside its values.</returns>
    private static int EndOfText(string source, int start)
    {
        var isFormatted = start > 0 && source[start - 1] == '$';
        var depth = 0;
        for (var i = start + 1; i < source.Length; i++)
        {
            if (source[i] == '"' && depth > 0)
                i = EndOfText(source, i);
            else if (source[i] == '"')
                return i;
            else if (source[i] == '\\' && depth == 0)
                i++;
            else if (isFormatted && source[i] == '{')
                depth++;
            else if (isFormatted && source[i] == '}')
                depth--;
        }

        return source.Length - 1;
    }

    [GeneratedRegex(@"(\?|:|=>|\?\?)$", RegexOptions.ExplicitCapture | RegexOptions.RightToLeft, 1000)]
    private static partial Regex Choice();
}
