using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace Mfa.Samples.Portal.Sittings;

/// <summary>
/// Keeps sittings in a cache, sealed, under the hash of a random name that only the browser has. A name that was not given out here is never taken up.
/// </summary>
internal sealed class SittingStore(IDistributedCache cache, IDataProtectionProvider protection)
{
    private const int NameBytes = 32;
    private const string Moved = "moved ";
    private static readonly DistributedCacheEntryOptions Kept = new() { SlidingExpiration = TimeSpan.FromMinutes(30) };

    /// <summary>A second click with the old name finds the way to the new one for so long.</summary>
    private static readonly DistributedCacheEntryOptions Forwarded = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(15) };

    private readonly IDataProtector _seal = protection.CreateProtector("sitting");
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>One form of a sitting at a time: dispose what it returns when its turn is over.</summary>
    public async Task<IDisposable> TurnAsync(HttpContext context, PortalRealm realm)
    {
        var turn = _turns[SHA256.HashData(Encoding.UTF8.GetBytes(Named(context, realm) ?? ""))[0]];
        await turn.WaitAsync(context.RequestAborted);
        return new Turn(turn);
    }

    /// <returns>Null: there is none, or its time is over.</returns>
    public async Task<Sitting?> FindAsync(HttpContext context, PortalRealm realm)
    {
        if (Named(context, realm) is not { Length: > 0 } name || await ReadAsync(realm, name) is not { } text)
            return null;
        if (text.StartsWith(Moved, StringComparison.Ordinal))
        {
            name = text[Moved.Length..];
            text = await ReadAsync(realm, name);
            if (text is null)
                return null;
            Send(context, realm, name);
        }

        context.Items[CookieOf(realm)] = name;
        return JsonSerializer.Deserialize(text, SittingJson.Default.Sitting);
    }

    /// <summary>Keeps the sitting under the name it was found by, or under a new one where it has none or is to have another.</summary>
    public async Task SaveAsync(HttpContext context, PortalRealm realm, Sitting sitting)
    {
        var old = Known(context, realm);
        var name = old is not null && !sitting.Renamed ? old : Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));
        await WriteAsync(realm, name, JsonSerializer.Serialize(sitting, SittingJson.Default.Sitting), Kept);
        if (name == old)
            return;
        Send(context, realm, name);
        if (old is not null)
            await WriteAsync(realm, old, Moved + name, Forwarded);
    }

    public async Task EndAsync(HttpContext context, PortalRealm realm)
    {
        if (Named(context, realm) is { } name)
            await cache.RemoveAsync(Key(realm, name));
        context.Response.Cookies.Delete(CookieOf(realm), HostCookie.Options());
    }

    private async Task<string?> ReadAsync(PortalRealm realm, string name)
    {
        if (await cache.GetAsync(Key(realm, name)) is not { } sealedText)
            return null;
        try
        {
            return Encoding.UTF8.GetString(_seal.Unprotect(sealedText));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private Task WriteAsync(PortalRealm realm, string name, string text, DistributedCacheEntryOptions options) =>
        cache.SetAsync(Key(realm, name), _seal.Protect(Encoding.UTF8.GetBytes(text)), options);

    // In this request found or given out; what a browser sends may be anything.
    private static string? Known(HttpContext context, PortalRealm realm) => context.Items[CookieOf(realm)] as string;

    private static string? Named(HttpContext context, PortalRealm realm) => Known(context, realm) ?? context.Request.Cookies[CookieOf(realm)];

    // What follows in the same request goes by the name just sent.
    private static void Send(HttpContext context, PortalRealm realm, string name)
    {
        context.Items[CookieOf(realm)] = name;
        context.Response.Cookies.Append(CookieOf(realm), name, HostCookie.Options());
    }

    private static string CookieOf(PortalRealm realm) => $"__Host-sitting-{realm.Path}";

    private static string Key(PortalRealm realm, string name) => $"sitting/{realm.Path}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
