using System.Globalization;

namespace Mfa.Notifier.Templates;

/// <summary>The realm's colour where it can be read on white (WCAG 2.2, contrast 4.5 : 1); a dark grey where it can't.</summary>
internal static class Colours
{
    private const string Dark = "#1f2933";
    private const double Least = 4.5;

    public static string Readable(string colour) => ContrastOnWhite(colour) >= Least ? colour : Dark;

    /// <param name="colour"><c>#rrggbb</c>.</param>
    public static double ContrastOnWhite(string colour)
    {
        var luminance = (0.2126 * Part(colour, 1)) + (0.7152 * Part(colour, 3)) + (0.0722 * Part(colour, 5));
        return 1.05 / (luminance + 0.05);
    }

    private static double Part(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
