using Mfa.InternalApi;

namespace Mfa.Directories.Domain;

/// <summary>A client: a backend that integrates, or an operator's or auditor's own, and what it may do.</summary>
internal sealed class RelyingParty
{
    public const string IdPrefix = "rp_";

    /// <summary>While one secret is being replaced by the next.</summary>
    public const int MostSecrets = 2;

    public required string Id { get; init; }

    public required string Name { get; set; }

    public required IReadOnlyList<string> Realms { get; set; }

    public required IReadOnlyList<string> Scopes { get; set; }

    public required IReadOnlyList<RegisteredService> Services { get; set; }

    public required RelyingPartyPolicy Policy { get; set; }

    /// <summary>Its word that an address is its owner's is taken.</summary>
    public required bool MayVouchForEmail { get; set; }

    /// <summary>A client has either keys or secrets; both only while it changes from secrets to keys.</summary>
    public IReadOnlyList<ClientKey> Keys { get; set; } = [];

    public RelyingPartyStatus Status { get; set; } = RelyingPartyStatus.Active;

    /// <summary>Raised by every change; access tokens with another number are no longer good.</summary>
    public int ClientVersion { get; set; }

    /// <summary>Several while one is being replaced by the next.</summary>
    public List<ClientSecret> Secrets { get; init; } = [];

    public void Become(RelyingParty other) =>
        (Name, Realms, Scopes, Services, Policy, MayVouchForEmail, Keys) =
        (other.Name, other.Realms, other.Scopes, other.Services, other.Policy, other.MayVouchForEmail, other.Keys);

    /// <summary>A new secret beside the newest one before, which goes on until <paramref name="overlap"/> at the latest; older ones end.</summary>
    public void Rotate(ClientSecret next, DateTimeOffset now, DateTimeOffset overlap)
    {
        EndSecrets(now, overlap);
        foreach (var older in Secrets.OrderByDescending(secret => secret.Id).Skip(MostSecrets - 1).ToArray())
            Secrets.Remove(older);
        Secrets.Add(next);
    }

    /// <summary>Whatever secrets there are, they are over at <paramref name="end"/> or before.</summary>
    public void EndSecrets(DateTimeOffset now, DateTimeOffset end)
    {
        Secrets.RemoveAll(secret => secret.ExpiresAt <= now || end <= now);
        foreach (var secret in Secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > end))
            secret.ExpiresAt = end;
    }

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

    /// <summary>Set once another one is there to take its place.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

internal enum RelyingPartyStatus
{
    Active,
    Disabled,
}
