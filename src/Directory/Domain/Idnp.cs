namespace Mfa.Directories.Domain;

/// <summary>
/// The Moldovan personal number: 13 digits, the first 0 or 2; the last is the sum of the first twelve, weighted 7, 3, 1, 7, 3, 1 …, modulo 10.
/// </summary>
internal static class Idnp
{
    private const int Length = 13;

    private static readonly int[] Weights = [7, 3, 1];

    public static bool IsValid(string text) =>
        text.Length == Length && text.All(char.IsAsciiDigit) && text[0] is '0' or '2' && CheckDigit(text) == text[^1];

    /// <param name="digits">At least the first twelve.</param>
    public static char CheckDigit(string digits) =>
        (char)('0' + (digits.Take(Length - 1).Select((digit, place) => (digit - '0') * Weights[place % Weights.Length]).Sum() % 10));
}
