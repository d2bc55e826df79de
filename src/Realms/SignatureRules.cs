using System.Text.RegularExpressions;

namespace Mfa.Realms;

/// <summary>What the member <c>signature</c> must hold, and who needs it.</summary>
internal static partial class SignatureRules
{
    public static IEnumerable<string> Breaches(Realm realm)
    {
        if (realm.Signature is { } policy)
            return OfPolicy(policy).Concat(OfKinds(policy, realm)).Concat(OfWords(policy.Words));
        return (realm.FirstEnrolmentProof, realm.AccountsMadeBy) switch
        {
            (FirstEnrolmentProof.Signature, _) => ["signature: firstEnrolmentProof is signature, so say which signatures"],
            (_, AccountOrigin.Signature) => ["signature: accountsMadeBy is signature, so say which signatures"],
            _ => [],
        };
    }

    private static IEnumerable<string> OfPolicy(SignaturePolicy policy)
    {
        if (!OidPattern().IsMatch(policy.IdentifierAttribute))
            yield return "signature.identifierAttribute: an object identifier, such as 2.5.4.5";
        if (policy.IdentifierPrefix.Length > 16 || policy.IdentifierPrefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            yield return "signature.identifierPrefix: at most 16 letters, digits and dashes";
        if (policy.KeyUsages.Count == 0)
            yield return "signature.keyUsages: nonRepudiation, digitalSignature, or both";
    }

    private static IEnumerable<string> OfKinds(SignaturePolicy policy, Realm realm)
    {
        if (policy.Kinds.Count == 0)
            yield return "signature.kinds: at least one";
        foreach (var (place, kind) in policy.Kinds.Index())
        {
            if (!IdPattern().IsMatch(kind.Id))
                yield return $"signature.kinds[{place}].id: lower-case letters, digits and dashes, beginning with a letter";
            if (policy.Kinds.Take(place).Any(other => other.Id == kind.Id))
                yield return $"signature.kinds[{place}].id: {kind.Id} stands before";
            foreach (var locale in realm.Locales.Where(locale => !kind.Names.TryGetValue(locale, out var name) || name is not { Length: > 0 }))
                yield return $"signature.kinds[{place}].names: a name for the locale {locale} is missing";
        }
    }

    private static IEnumerable<string> OfWords(SignatureWords words)
    {
        (string Member, string Text)[] lines =
        [
            ("purpose", words.Purpose), ("realm", words.Realm), ("relyingParty", words.RelyingParty), ("nonce", words.Nonce), ("expires", words.Expires),
        ];
        foreach (var (member, _) in lines.Where(line => line.Text.Length is 0 or > 200 || line.Text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')))
            yield return $"signature.words.{member}: one line of 1 to 200 characters";
    }

    [GeneratedRegex("^[0-2](\\.(0|[1-9][0-9]{0,8})){2,12}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex OidPattern();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdPattern();
}
