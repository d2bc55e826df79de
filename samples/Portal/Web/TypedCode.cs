namespace Mfa.Samples.Portal.Web;

/// <summary>What a person types as a code, as the service takes it: without the spaces and dashes between its groups.</summary>
internal static class TypedCode
{
    public static string Clean(string? typed) => string.Concat((typed ?? "").Where(character => !char.IsWhiteSpace(character) && character is not ('-' or '–' or '—')));
}
