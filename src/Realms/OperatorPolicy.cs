namespace Mfa.Realms;

/// <summary>What operators may do in the realm, and how many of them it takes.</summary>
public sealed record OperatorPolicy
{
    /// <summary>A factor is reset only when a second operator asks for it too.</summary>
    public bool ResetNeedsTwo { get; init; }
}
