using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Http;

/// <summary>Strong entity tags (RFC 9110 §8.8.3) of resources, from what makes their states differ.</summary>
public static class EntityTag
{
    /// <summary>Sets <c>ETag</c>; true when the caller already has this state and is to be answered 304.</summary>
    public static bool IsCurrent(HttpContext context, params ReadOnlySpan<string?> state)
    {
        var tag = '"' + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', state)))[..12]) + '"';
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag);
    }
}
