using Mfa.Realms;

namespace Mfa.Enrollments.Domain;

internal enum EnrolmentVerdict
{
    Allowed,

    /// <summary>Allowed once a code to the verified address on record is shown; an e-mail factor's own code is that.</summary>
    MailFirst,

    /// <summary>A password alone does not do; <see cref="EnrolmentDecision.Accepts"/> tells what does.</summary>
    BootstrapRequired,

    /// <summary>Nothing was shown at all.</summary>
    StepUpRequired,
}

/// <param name="Accepts">Names of the contract: <c>step-up</c>, <c>signature</c>, <c>revocation-code</c>, <c>verified-email</c>.</param>
internal sealed record EnrolmentDecision(EnrolmentVerdict Verdict, IReadOnlyList<string> Accepts)
{
    public static readonly EnrolmentDecision Allowed = new(EnrolmentVerdict.Allowed, []);
    public static readonly EnrolmentDecision MailFirst = new(EnrolmentVerdict.MailFirst, []);
    public static readonly EnrolmentDecision StepUpRequired = new(EnrolmentVerdict.StepUpRequired, []);

    public static EnrolmentDecision Bootstrap(params IReadOnlyList<string> accepts) => new(EnrolmentVerdict.BootstrapRequired, accepts);
}

/// <summary>Who may enrol. An account that once had a factor never enrols on its password alone, however it lost the factor.</summary>
internal static class EnrolmentGate
{
    /// <summary>The account needs an address on record first.</summary>
    public const string VerifiedEmail = "verified-email";

    private const string StepUp = "step-up";
    private const string Signature = "signature";
    private const string RevocationCode = "revocation-code";

    /// <param name="method">The session's first factor: <c>pwd</c>, <c>sc</c>, <c>rc</c>; null without a session.</param>
    /// <param name="stepUp">A good step-up token was shown.</param>
    /// <param name="replaces">A factor of the account is to end: it has one, whatever <paramref name="owed"/> says.</param>
    public static EnrolmentDecision Decide(bool owed, string? method, bool stepUp, FirstEnrolmentProof proof, bool replaces) => method switch
    {
        _ when stepUp => EnrolmentDecision.Allowed,
        null => EnrolmentDecision.StepUpRequired,
        SessionMethods.Signature or SessionMethods.Revocation => EnrolmentDecision.Allowed,
        _ when owed || replaces => OfOwing(proof),
        _ => OfFirst(proof),
    };

    private static EnrolmentDecision OfOwing(FirstEnrolmentProof proof) => proof == FirstEnrolmentProof.Signature
        ? EnrolmentDecision.Bootstrap(StepUp, Signature, RevocationCode) : EnrolmentDecision.Bootstrap(StepUp, RevocationCode);

    private static EnrolmentDecision OfFirst(FirstEnrolmentProof proof) => proof switch
    {
        FirstEnrolmentProof.None => EnrolmentDecision.Allowed,
        FirstEnrolmentProof.Email => EnrolmentDecision.MailFirst,
        _ => EnrolmentDecision.Bootstrap(Signature),
    };
}

/// <summary>How a session's first factor was proved.</summary>
internal static class SessionMethods
{
    public const string Password = "pwd";
    public const string Signature = "sc";
    public const string Revocation = "rc";

    /// <summary>Signature, and password with revocation code, need no password again.</summary>
    public static bool NeedsPassword(string method) => method is not (Signature or Revocation);
}
