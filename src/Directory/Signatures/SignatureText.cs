using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mfa.Realms;

namespace Mfa.Directories.Signatures;

/// <summary>
/// What a person signs: why, where, for which relying party, a number that never comes again, and until when. A line each, parted by LF, none after the
/// last, for a person to read: in the realm's default language.
/// </summary>
internal static class SignatureText
{
    /// <summary>128 bits in hexadecimal.</summary>
    private const int NonceLength = 32;

    /// <param name="expires">Whole seconds.</param>
    public static string Write(Realm realm, string relyingPartyName, string relyingPartyId, DateTimeOffset expires)
    {
        var words = realm.Signature!.Words;
        string[] lines =
        [
            words.Purpose,
            $"{words.Realm}: {OneLine(realm.Names[realm.DefaultLocale])} ({realm.Id})",
            $"{words.RelyingParty}: {OneLine(relyingPartyName)} ({relyingPartyId})",
            $"{words.Nonce}: {RandomNumberGenerator.GetHexString(NonceLength, lowercase: true)}",
            $"{words.Expires}: {expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}",
        ];
        return string.Join('\n', lines).Normalize(NormalizationForm.FormC);
    }

    /// <summary>A name can't make a line of its own, nor turn the direction of what follows it.</summary>
    private static string OneLine(string name) => string.Concat(name.Select(c => CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c));
}
