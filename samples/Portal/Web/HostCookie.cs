namespace Mfa.Samples.Portal.Web;

/// <summary>The one kind of cookie that the portal's own code sets: for this host alone, over TLS alone, out of the reach of scripts.</summary>
internal static class HostCookie
{
    /// <param name="life">Null: as long as the browser is open.</param>
    public static CookieOptions Options(TimeSpan? life = null) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = life };
}
