using System.Collections.Frozen;

namespace Mfa.Notifier.Templates;

/// <summary>What there is to fill a template with, and which templates there are.</summary>
internal static class TemplateNames
{
    /// <summary>The frame of every mail: its greeting, the help block, the page around the HTML.</summary>
    public const string Frame = "frame";

    /// <summary>Every realm has these in each of its locales, of its own or of <c>default</c>.</summary>
    public static readonly FrozenSet<string> All = new[]
    {
        "sign-in-code", "enrolment-code", "first-proof-code", "address-code", "enrolment-success", "factor-added", "factor-removed", "factor-revoked",
        "factor-disabled", "revocation-code-issued", "password-changed", "address-changed", "wrong-codes",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> Placeholders = new[]
    {
        "code", "sessionIdentifier", "service", "time", "minutes", "reportLink", "factor", "realm", "name", "label", "locale", "publicUrl", "colour",
        "helpName", "helpPhone", "helpEmail", "terms", "questions",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A frame also has the mail itself and its subject.</summary>
    public static readonly FrozenSet<string> FramePlaceholders = Placeholders.Append("body").Append("subject").ToFrozenSet(StringComparer.Ordinal);
}
