using System.Text;
using Mfa.Realms;

namespace Mfa.Directories.Domain;

/// <summary>What a person types to name an account, normalised once: on the way in, here.</summary>
/// <param name="Value">As the person writes it, in NFC.</param>
/// <param name="Normalised">NFKC, case folded: what is stored, compared and unique in its realm.</param>
internal sealed record Identifier(IdentifierType Type, string Value, string Normalised)
{
    private const int Shortest = 3;
    private const int Longest = 64;

    /// <summary>What the realm's identifiers must be, for the person who typed another.</summary>
    public static string RuleOf(IdentifierType type) => type == IdentifierType.Idnp
        ? "13 digits, the first 0 or 2, with a right check digit."
        : $"{Shortest} to {Longest} letters of one script, digits, dots, underscores and dashes.";

    /// <summary>Total for well-formed text, so that what could never be an identifier is looked up, and not found, like any other.</summary>
    /// <remarks>Up and down again, because lower-casing alone keeps apart letters with two lower-case forms (σ and ς).</remarks>
    public static string Fold(string text) =>
        text.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC);

    /// <returns>Null for what breaks the type's rule.</returns>
    public static Identifier? Parse(IdentifierType type, string text)
    {
        var normalised = Fold(text);
        var valid = type == IdentifierType.Idnp ? Idnp.IsValid(normalised) : IsUsername(normalised);
        return valid ? new Identifier(type, text.Normalize(NormalizationForm.FormC), normalised) : null;
    }

    private static bool IsUsername(string text) =>
        text.Length is >= Shortest and <= Longest
        && text.EnumerateRunes().All(rune => Rune.IsLetter(rune) || (rune.IsAscii && (Rune.IsDigit(rune) || rune.Value is '.' or '_' or '-')))
        && text.EnumerateRunes().Select(Alphabet).Where(alphabet => alphabet != 0).Distinct().Count() <= 1;

    /// <summary>Latin, Greek and Cyrillic look alike: a name of two of them is somebody else's name in disguise.</summary>
    private static int Alphabet(Rune rune) => rune.Value switch
    {
        _ when !Rune.IsLetter(rune) => 0,
        < 0x0250 or (>= 0x1E00 and < 0x1F00) => 1,
        (>= 0x0370 and < 0x0400) or (>= 0x1F00 and < 0x2000) => 2,
        >= 0x0400 and < 0x0530 => 3,
        _ => 4,
    };
}
