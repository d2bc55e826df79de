namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>What <see cref="Mfa.Client.Factor.Status"/> says.</summary>
internal static class FactorStatuses
{
    /// <summary>A mailed code comes before the QR code.</summary>
    public const string ProofRequired = "proof-required";

    /// <summary>Its first code is awaited.</summary>
    public const string Pending = "pending";

    public const string Active = "active";

    /// <summary>Too many codes were wrong.</summary>
    public const string Disabled = "disabled";
}
