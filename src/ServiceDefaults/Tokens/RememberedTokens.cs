using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>Verifies each token once and remembers what it said until it expires; only its hash is kept.</summary>
/// <param name="read">The claims as the service uses them; null refuses the token.</param>
public sealed class RememberedTokens<T>(TokenVerifier verifier, Func<JsonWebToken, T?> read, TimeProvider time) : IDisposable
    where T : class
{
    private const int Remembered = 20_000;

    private readonly MemoryCache _seen = new(new MemoryCacheOptions { SizeLimit = Remembered });

    public async ValueTask<T?> VerifyAsync(string token)
    {
        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_seen.TryGetValue(key, out (T Said, DateTimeOffset Expires) known))
            return known.Expires > time.GetUtcNow() ? known.Said : null;
        if (await verifier.VerifyAsync(token) is not { } jwt || read(jwt) is not { } said)
            return null;
        var expires = new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero);
        _seen.Set(key, (said, expires), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = expires });
        return said;
    }

    public void Dispose() => _seen.Dispose();
}
