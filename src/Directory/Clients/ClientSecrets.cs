using System.Buffers.Text;
using System.Security.Cryptography;
using Mfa.Directories.Domain;

namespace Mfa.Directories.Clients;

/// <summary>Secrets of clients, kept as keyed hashes and compared in constant time.</summary>
internal sealed class ClientSecrets(DirectoryKeys keys, TimeProvider time)
{
    private readonly ClientSecret[] _nobodys =
        [new() { RelyingPartyId = "", Hash = RandomNumberGenerator.GetBytes(32), KeyVersion = keys.Hash.Current }];

    public ClientSecret Make(string clientId, string secret) =>
        new() { RelyingPartyId = clientId, Hash = HashOf(keys.Hash.Current, clientId, secret), KeyVersion = keys.Hash.Current };

    /// <summary>256 random bits.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <param name="client">Null for an unknown one, which takes the same work.</param>
    public bool IsOf(RelyingParty? client, string clientId, string secret)
    {
        var (right, now) = (false, time.GetUtcNow());
        foreach (var kept in client is { Secrets.Count: > 0 } ? client.Secrets : (IEnumerable<ClientSecret>)_nobodys)
            right |= CryptographicOperations.FixedTimeEquals(kept.Hash, HashOf(kept.KeyVersion, clientId, secret)) & !(kept.ExpiresAt <= now);
        return right && client is not null;
    }

    private byte[] HashOf(int version, string clientId, string secret) => keys.Hash.Mac(version, "client-secret", clientId, secret);
}
