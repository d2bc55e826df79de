namespace Mfa.Directories.Domain;

/// <summary>A client's assertion that was used: it is good once, and remembered for as long as it could be shown again.</summary>
internal sealed class UsedAssertion
{
    public required string ClientId { get; init; }

    /// <summary>SHA-256 of its <c>jti</c>, which its maker may make as long as he likes.</summary>
    public required byte[] Fingerprint { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
