using System.Globalization;

namespace Mfa.Notifier.Templates;

/// <summary>The realm's colour where it can be read (WCAG 2.2, contrast 4.5 : 1). Colours are <c>#rrggbb</c>.</summary>
internal static class Colours
{
    public const string White = "#ffffff";

    /// <summary>The page of the frames in dark mode; a colour that can be read on it can be read on the code's darker box too.</summary>
    public const string Night = "#151c26";

    private const string Dark = "#1f2933";
    private const double Least = 4.5;

    /// <summary>In the dark a colour at the limit looks dull: the standard's enhanced contrast.</summary>
    private const double LeastOnDark = 7;

    /// <summary>On white: the colour, or a dark grey in its place.</summary>
    public static string Readable(string colour) => Contrast(colour, White) >= Least ? colour : Dark;

    /// <summary>On <see cref="Night"/>: the colour, made as much lighter as it needs.</summary>
    public static string ReadableOnDark(string colour) =>
        Enumerable.Range(0, 21).Select(step => Lighter(colour, step / 20.0)).First(lighter => Contrast(lighter, Night) >= LeastOnDark);

    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static string Lighter(string colour, double part) =>
        string.Create(CultureInfo.InvariantCulture, $"#{Mixed(colour, 1, part):x2}{Mixed(colour, 3, part):x2}{Mixed(colour, 5, part):x2}");

    private static int Mixed(string colour, int at, double part) => (int)Math.Round(Octet(colour, at) + ((255 - Octet(colour, at)) * part));

    private static double Luminance(string colour) => (0.2126 * Part(colour, 1)) + (0.7152 * Part(colour, 3)) + (0.0722 * Part(colour, 5));

    private static double Part(string colour, int at)
    {
        var value = Octet(colour, at) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static int Octet(string colour, int at) => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
