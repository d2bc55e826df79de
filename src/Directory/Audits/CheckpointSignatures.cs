using System.Buffers.Text;
using System.Globalization;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Directories.Audits;

/// <summary>Signatures of checkpoints: compact JWS, ES256, a <c>typ</c> and a key of their own. They are no tokens: nobody is let in by one.</summary>
internal static class CheckpointSignatures
{
    /// <summary>The name of the key in the folders of keys.</summary>
    public const string Key = "audit";

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>The checkpoint that covers the entries from the one before to <paramref name="sequence"/>.</summary>
    public static AuditCheckpoint Sign(string realm, AuditCheckpoint? before, long sequence, byte[] hash, DateTimeOffset now, ECDsaSecurityKey key)
    {
        var previous = before?.Hash ?? AuditChain.Beginning.ToArray();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var number = (before?.Number ?? 0) + 1;
        var signature = new TokenSigner(TokenClass.AuditCheckpoint, key).Sign(Claims(realm, number, sequence, hash, previous, at));
        return new() { Realm = realm, Number = number, Sequence = sequence, Hash = hash, Previous = previous, At = at, Signature = signature };
    }

    /// <summary>Whether one of the keys signed this checkpoint as it stands.</summary>
    public static async Task<bool> IsRightAsync(AuditCheckpoint checkpoint, IEnumerable<ECDsaSecurityKey> keys)
    {
        var result = await Handler.ValidateTokenAsync(checkpoint.Signature, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [TokenClass.AuditCheckpoint.Type],
            IssuerSigningKeys = keys,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return result.IsValid && Claims(checkpoint.Realm, checkpoint.Number, checkpoint.Sequence, checkpoint.Hash, checkpoint.Previous, checkpoint.At)
            .All(claim => result.Claims.TryGetValue(claim.Key, out var told)
                && Convert.ToString(told, CultureInfo.InvariantCulture) == Convert.ToString(claim.Value, CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, object> Claims(string realm, long number, long sequence, byte[] hash, byte[] previous, DateTimeOffset at) =>
        new(StringComparer.Ordinal)
        {
            ["realm"] = realm,
            ["number"] = number,
            ["sequence"] = sequence,
            ["hash"] = Base64Url.EncodeToString(hash),
            ["previous"] = Base64Url.EncodeToString(previous),
            ["at"] = at.ToUnixTimeMilliseconds(),
        };
}
