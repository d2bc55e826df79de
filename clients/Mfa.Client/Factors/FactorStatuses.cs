namespace Mfa.Client;

/// <summary>What <see cref="Factor.Status"/> says.</summary>
public static class FactorStatuses
{
    /// <summary>A mailed code comes before the authenticator app's secret.</summary>
    public const string ProofRequired = "proof-required";

    /// <summary>Its first code is awaited.</summary>
    public const string Pending = "pending";

    /// <summary>It can be proved.</summary>
    public const string Active = "active";

    /// <summary>Too many codes were wrong.</summary>
    public const string Disabled = "disabled";
}
