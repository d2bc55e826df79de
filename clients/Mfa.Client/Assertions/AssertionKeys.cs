using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Client;

/// <summary>
/// The keys the service publishes, kept for a while. They are fetched again when they grow old and when an assertion names one that is not known, so a
/// rotation needs nobody's help. One is enough for a whole program.
/// </summary>
public sealed class AssertionKeys
{
    private readonly Func<CancellationToken, Task<PublicKeySet>> _fetch;
    private readonly AssertionKeysOptions _options;
    private readonly Lock _gate = new();
    private volatile Kept? _kept;
    private Task<Kept>? _fetching;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <param name="client">Whose service publishes them.</param>
    /// <param name="options">How long they are kept.</param>
    public AssertionKeys(MfaClient client, AssertionKeysOptions? options = null)
        : this(client.Published.GetKeysAsync, options)
    {
    }

    /// <param name="fetch">Gets them, always from the same trusted place.</param>
    /// <param name="options">How long they are kept.</param>
    public AssertionKeys(Func<CancellationToken, Task<PublicKeySet>> fetch, AssertionKeysOptions? options = null) =>
        (_fetch, _options) = (fetch, options ?? new AssertionKeysOptions());

    /// <returns>Null when the service publishes no such key.</returns>
    internal async Task<ECDsaSecurityKey?> FindAsync(string keyId, CancellationToken stop)
    {
        var kept = _kept;
        if (kept is not null && kept.Keys.TryGetValue(keyId, out var key) && !IsOlderThan(kept, _options.RefreshAfter))
            return key;
        kept = await FetchedOrKeptAsync(FetchUnlessTooSoon(), stop).ConfigureAwait(false);
        return kept.Keys.GetValueOrDefault(keyId);
    }

    /// <summary>Without usable keys it always tries; with them no more often than the pause allows.</summary>
    private Task<Kept> FetchUnlessTooSoon()
    {
        lock (_gate)
        {
            if (_fetching is { IsCompleted: false })
                return _fetching;
            var now = _options.Time.GetUtcNow();
            if (_kept is { } kept && !IsOlderThan(kept, _options.KeepFor) && now - _triedAt < _options.RefreshPause)
                return Task.FromResult(kept);
            _triedAt = now;
            return _fetching = FetchAsync();
        }
    }

    private async Task<Kept> FetchedOrKeptAsync(Task<Kept> fetching, CancellationToken stop)
    {
        try
        {
            return await fetching.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (Exception outage) when (
            outage is HttpRequestException or MfaProblemException or JsonException or OperationCanceledException
            && !stop.IsCancellationRequested && _kept is { } kept && !IsOlderThan(kept, _options.KeepFor))
        {
            return kept;
        }
    }

    private async Task<Kept> FetchAsync()
    {
        var asked = _options.Time.GetUtcNow();
        var published = await _fetch(CancellationToken.None).ConfigureAwait(false);
        var keys = published.Keys.Select(Read).OfType<ECDsaSecurityKey>().DistinctBy(key => key.KeyId, StringComparer.Ordinal);
        return _kept = new Kept(keys.ToFrozenDictionary(key => key.KeyId, StringComparer.Ordinal), asked);
    }

    private bool IsOlderThan(Kept kept, TimeSpan age) => _options.Time.GetUtcNow() - kept.FetchedAt >= age;

    /// <returns>Null for a key of another kind: there may be such one day.</returns>
    private static ECDsaSecurityKey? Read(PublicKey key)
    {
        if (key is not { Kty: "EC", Crv: "P-256", X: { } x, Y: { } y, Kid: { } id, Use: null or "sig", Alg: null or "ES256" })
            return null;
        try
        {
            var point = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) };
            return new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point })) { KeyId = id };
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private sealed record Kept(FrozenDictionary<string, ECDsaSecurityKey> Keys, DateTimeOffset FetchedAt);
}
