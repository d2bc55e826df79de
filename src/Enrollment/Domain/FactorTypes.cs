namespace Mfa.Enrollments.Domain;

/// <summary>What can be enrolled.</summary>
internal static class FactorTypes
{
    public const string Totp = "totp";
    public const string Email = "email";

    /// <summary>Codes that stand in for a factor: issued, not enrolled.</summary>
    public const string Recovery = "recovery";

    /// <summary>What a mailed code has.</summary>
    public const int EmailDigits = 6;

    /// <summary>A person sees this of an authenticator app; the secret has no name of its own.</summary>
    public const string TotpHint = "authenticator app";
}

/// <summary>Where a factor is in its life (<c>Factor.states.mmd</c>).</summary>
internal static class FactorStatus
{
    public const string ProofRequired = "proof-required";
    public const string Pending = "pending";
    public const string Superseded = "superseded";
    public const string Active = "active";
    public const string Disabled = "disabled";
    public const string Ended = "ended";
}
