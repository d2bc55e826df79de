using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mfa.Enrollments.Tests;

/// <summary>Paints the one path of a QR code's SVG, as a browser would, into a picture every reader takes.</summary>
internal static partial class SvgPainter
{
    private const int Scale = 4;

    /// <returns>A PGM.</returns>
    public static byte[] Paint(string svg)
    {
        var size = int.Parse(ViewBox().Match(svg).Groups["size"].Value, CultureInfo.InvariantCulture) * Scale;
        var pixels = Enumerable.Repeat((byte)255, size * size).ToArray();
        foreach (Match bar in Bar().Matches(svg))
        {
            int Number(string name) => int.Parse(bar.Groups[name].Value, CultureInfo.InvariantCulture) * Scale;
            for (var y = Number("y"); y < Number("y") + Number("h"); y++)
                Array.Fill<byte>(pixels, 0, y * size + Number("x"), Number("w"));
        }

        return [.. Encoding.ASCII.GetBytes($"P5 {size} {size} 255\n"), .. pixels];
    }

    [GeneratedRegex(@"viewBox=""0 0 (?<size>\d+) \k<size>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ViewBox();

    [GeneratedRegex(@"M(?<x>\d+) (?<y>\d+)h(?<w>\d+)v(?<h>\d+)h-\k<w>z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bar();
}
