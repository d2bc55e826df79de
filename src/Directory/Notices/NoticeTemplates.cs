using Mfa.Contracts;
using Mfa.Directories.Audits;

namespace Mfa.Directories.Notices;

/// <summary>Which event a person is written about, and with which template. The types are what the services agreed on.</summary>
internal static class NoticeTemplates
{
    /// <summary>To the address that was: written with the change, because afterwards nobody knows it.</summary>
    public const string AddressChanged = "address-changed";

    private const string First = "first";
    private const string Email = "email";

    /// <returns>Null for what nobody is written about.</returns>
    public static string? Of(AuditEvent happened) => happened.Type switch
    {
        "factor.confirmed" => happened.Reason == First || happened.Factor == Email ? "enrolment-success" : "factor-added",
        "factor.removed" => "factor-removed",
        "factor.revoked" => "factor-revoked",
        "factor.disabled" => "factor-disabled",
        "revocation-code.issued" => "revocation-code-issued",
        AuditEvents.PasswordChanged => "password-changed",
        "account.cooling-down" => "wrong-codes",
        _ => null,
    };
}
