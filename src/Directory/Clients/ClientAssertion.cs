using System.Security.Cryptography;
using Mfa.Directories.Domain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Directories.Clients;

/// <summary>
/// A client's word that it is itself, signed with its own key (RFC 7523, <c>private_key_jwt</c>). Until <see cref="IsOfAsync"/> nothing of it is believed;
/// its header chooses only among the keys that are kept for the client.
/// </summary>
internal sealed class ClientAssertion
{
    private const int Longest = 4096;
    private const int LongestId = 256;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);
    private static readonly string[] Types = ["JWT", "client-authentication+jwt"];
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Longest, MapInboundClaims = false };

    /// <summary>What an unknown client's assertion is checked against: it takes the same work.</summary>
    private static readonly ClientKey Nobodys = NewKey();

    private readonly JsonWebToken _token;

    private ClientAssertion(JsonWebToken token) => _token = token;

    public string ClientId => _token.Subject;

    /// <summary>SHA-256 of its <c>jti</c>.</summary>
    public byte[] Fingerprint => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_token.Id));

    /// <summary>When it can't be shown any more.</summary>
    public DateTimeOffset End => new DateTimeOffset(_token.ValidTo, TimeSpan.Zero) + Skew;

    /// <returns>Null for what is no signed token of the right form.</returns>
    public static ClientAssertion? Read(string text)
    {
        if (text.Length > Longest || !Handler.CanReadToken(text))
            return null;
        try
        {
            var token = Handler.ReadJsonWebToken(text);
            return token is { IsEncrypted: false, Subject.Length: > 0, Id.Length: > 0 and <= LongestId } && !token.TryGetHeaderValue<object>("crit", out _)
                ? new ClientAssertion(token) : null;
        }
        catch (Exception problem) when (problem is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    /// <param name="client">The one with <see cref="ClientId"/>; null when there is none.</param>
    /// <param name="audiences">Any of these, and nothing beside it.</param>
    public async Task<bool> IsOfAsync(RelyingParty? client, IReadOnlyCollection<string> audiences, DateTimeOffset now)
    {
        var kept = client is null ? null : KeyOf(client.Keys);
        using var ecdsa = (kept ?? Nobodys).ToECDsa();
        var result = await Handler.ValidateTokenAsync(_token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            TypeValidator = (type, _, _) => type is null or "" || Types.Contains(type, StringComparer.OrdinalIgnoreCase)
                ? type : throw new SecurityTokenInvalidTypeException(),
            ValidIssuer = ClientId,
            AudienceValidator = (told, _, _) => told.ToArray() is [var only] && audiences.Contains(only),
            LifetimeValidator = (begin, end, _, _) => IsNow(begin, end, now),
            IssuerSigningKey = new ECDsaSecurityKey(ecdsa) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
            TryAllIssuerSigningKeys = true,
        });
        return result.IsValid && kept is not null;
    }

    private bool IsNow(DateTime? begin, DateTime? end, DateTimeOffset now)
    {
        var (latest, earliest) = ((now + Skew).UtcDateTime, (now - Skew).UtcDateTime);
        return end > earliest && end <= latest + LongestLife && (begin is null || begin <= latest) && _token.IssuedAt <= latest;
    }

    /// <summary>The one that its header names, or the only one.</summary>
    private ClientKey? KeyOf(IReadOnlyList<ClientKey> keys) =>
        string.IsNullOrEmpty(_token.Kid) ? keys is [var only] ? only : null : keys.FirstOrDefault(key => key.Kid == _token.Kid);

    private static ClientKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ClientKey.Of(key);
    }
}
