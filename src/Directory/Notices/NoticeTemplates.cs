using Mfa.Contracts;
using Mfa.Directories.Audits;

namespace Mfa.Directories.Notices;

/// <summary>Which event a person is written about, and with which template. The types are what the services agreed on.</summary>
internal static class NoticeTemplates
{
    /// <summary>To the address that was.</summary>
    public const string AddressChanged = "address-changed";

    /// <summary>To the address that took its place.</summary>
    public const string AddressConfirmed = "address-confirmed";

    /// <summary>Several changes at once.</summary>
    public const string AccountChanges = "account-changes";

    /// <summary>An operator's reset code exists.</summary>
    public const string ResetApproved = "factor.reset-approved";

    /// <summary>To every address, and the last that is ever sent to it.</summary>
    public const string AccountErased = "account-erased";

    private const string First = "first";
    private const string ByReset = "reset";
    private const string Email = "email";
    private const string WasApproved = "was-approved";

    /// <returns>Null for what nobody is written about. A changed address and an erased account are written about with the change itself.</returns>
    public static string? Of(AuditEvent happened) => happened.Type switch
    {
        "factor.confirmed" => happened.Reason == First || happened.Factor == Email ? "enrolment-success" : "factor-added",
        "factor.removed" => "factor-removed",
        "factor.revoked" => happened.Reason == ByReset ? "factor-reset-used" : "factor-revoked",
        ResetApproved => "factor-reset",
        "factor.disabled" => "factor-disabled",
        "revocation-code.issued" => "revocation-code-issued",
        "recovery-codes.issued" => "recovery-codes-issued",
        "recovery-code.used" => "recovery-code-used",
        "challenge.reported" when happened.Reason == WasApproved => "sign-in-reported",
        AuditEvents.PasswordChanged => "password-changed",
        AuditEvents.AccountLocked => "account-locked",
        AuditEvents.AccountUnlocked => "account-unlocked",
        AuditEvents.AccountExported => "account-exported",
        "account.cooling-down" => "wrong-codes",
        _ => null,
    };
}
