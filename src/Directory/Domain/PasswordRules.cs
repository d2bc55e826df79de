using System.Collections.Frozen;
using System.Text;
using Mfa.Realms;

namespace Mfa.Directories.Domain;

/// <summary>What a new password must be. Length is counted in characters of its NFC form; nothing is asked about kinds of characters.</summary>
internal static class PasswordRules
{
    public const string TooShort = "too-short";
    public const string TooLong = "too-long";
    public const string Common = "common";
    public const string ContainsIdentifier = "contains-identifier";

    private static readonly FrozenSet<string> CommonOnes = ReadCommonOnes();

    /// <summary>The one form in which a password is measured and hashed.</summary>
    public static string Normalise(string password) => password.Normalize(NormalizationForm.FormC);

    /// <param name="identifiers">Of the account, normalised.</param>
    /// <returns>Why it is too easy to guess; null when it is not.</returns>
    public static string? WeaknessOf(string password, PasswordPolicy policy, IEnumerable<string> identifiers)
    {
        var length = Normalise(password).EnumerateRunes().Count();
        if (length < policy.MinimumLength)
            return TooShort;
        if (length > policy.MaximumLength)
            return TooLong;
        var folded = Identifier.Fold(password);
        if (CommonOnes.Contains(folded) || IsRun(folded))
            return Common;
        return identifiers.Any(identifier => folded.Contains(identifier, StringComparison.Ordinal)) ? ContainsIdentifier : null;
    }

    /// <summary>One character over and over, or each the neighbour of the one before: aaaaaaaa, 12345678, hgfedcba.</summary>
    private static bool IsRun(string text)
    {
        var step = text[1] - text[0];
        return step is >= -1 and <= 1 && Enumerable.Range(1, text.Length - 1).All(i => text[i] - text[i - 1] == step);
    }

    private static FrozenSet<string> ReadCommonOnes()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#').Select(Identifier.Fold).ToFrozenSet(StringComparer.Ordinal);
    }
}
