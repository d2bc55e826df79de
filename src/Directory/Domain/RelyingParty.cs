using Mfa.InternalApi;

namespace Mfa.Directories.Domain;

/// <summary>A backend that integrates, and what it may do.</summary>
internal sealed class RelyingParty
{
    public const string IdPrefix = "rp_";

    public required string Id { get; init; }

    public required string Name { get; set; }

    public required IReadOnlyList<string> Realms { get; set; }

    public required IReadOnlyList<string> Scopes { get; set; }

    public required IReadOnlyList<RegisteredService> Services { get; set; }

    public required RelyingPartyPolicy Policy { get; set; }

    /// <summary>Its word that an address is its owner's is taken.</summary>
    public required bool MayVouchForEmail { get; set; }

    public RelyingPartyStatus Status { get; set; } = RelyingPartyStatus.Active;

    /// <summary>Raised by every change; access tokens with another number are no longer good.</summary>
    public int ClientVersion { get; set; }

    /// <summary>Several while one is being replaced by the next.</summary>
    public List<ClientSecret> Secrets { get; init; } = [];

    public void Become(RelyingParty other) =>
        (Name, Realms, Scopes, Services, Policy, MayVouchForEmail) =
        (other.Name, other.Realms, other.Scopes, other.Services, other.Policy, other.MayVouchForEmail);

    public RelyingPartyRecord ToRecord() => new(
        Id, Name, Realms, Scopes, Services, Policy, MayVouchForEmail, Status == RelyingPartyStatus.Active ? "active" : "disabled", ClientVersion);
}

/// <summary>A client's secret as a keyed hash.</summary>
internal sealed class ClientSecret
{
    public long Id { get; init; }

    public required string RelyingPartyId { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>The version of the key under the hash.</summary>
    public required int KeyVersion { get; init; }
}

internal enum RelyingPartyStatus
{
    Active,
    Disabled,
}
