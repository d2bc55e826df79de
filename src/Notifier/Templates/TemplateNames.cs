using System.Collections.Frozen;

namespace Mfa.Notifier.Templates;

/// <summary>What there is to fill a template with, and which templates there are.</summary>
internal static class TemplateNames
{
    /// <summary>The frame of every mail: its greeting, the help block, the page around the HTML.</summary>
    public const string Frame = "frame";

    /// <summary>Several notices in one mail, a row each.</summary>
    public const string AccountChanges = "account-changes";

    /// <summary>The rows of <see cref="AccountChanges"/>.</summary>
    public const string Changes = "changes";

    /// <summary>Mails that carry a code.</summary>
    public static readonly FrozenSet<string> Codes = FrozenSet.Create(
        StringComparer.Ordinal, "sign-in-code", "enrolment-code", "first-proof-code", "address-code");

    /// <summary>Mails that tell of one change; each has a line of its own for <see cref="AccountChanges"/>, the word <c>change.NAME</c>.</summary>
    public static readonly FrozenSet<string> Notices = FrozenSet.Create(
        StringComparer.Ordinal, "enrolment-success", "factor-added", "factor-removed", "factor-revoked", "factor-reset", "factor-reset-used", "factor-disabled",
        "revocation-code-issued", "recovery-codes-issued", "recovery-code-used", "password-changed", "address-changed", "address-confirmed", "wrong-codes",
        "sign-in-reported", "account-locked", "account-unlocked", "account-exported", "account-erased");

    /// <summary>The mail with which an operator sees that mails arrive.</summary>
    public const string Test = "test";

    /// <summary>Every realm has these in each of its locales, of its own or of <c>default</c>.</summary>
    public static readonly FrozenSet<string> All = Codes.Concat(Notices).Append(AccountChanges).Append(Test).ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> Placeholders = FrozenSet.Create(
        StringComparer.Ordinal, "code", "sessionIdentifier", "service", "time", "minutes", "until", "reportLink", "factor", "realm", "name", "label", "locale",
        "publicUrl", "colour", "colourOnDark", "helpName", "helpPhone", "helpPhoneLink", "helpEmail", "terms", "questions", "integration");

    /// <summary>What repeats, and what each row has besides.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> Rows = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal)
    {
        [Changes] = FrozenSet.Create(StringComparer.Ordinal, "change", "changeTime"),
    };

    /// <summary>A frame also has the mail itself and its subject.</summary>
    public static readonly FrozenSet<string> FramePlaceholders = Placeholders.Append("body").Append("subject").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A line of <see cref="AccountChanges"/> knows what was changed, where that is a factor.</summary>
    public static readonly FrozenSet<string> ChangePlaceholders = FrozenSet.Create(StringComparer.Ordinal, "factor");
}
