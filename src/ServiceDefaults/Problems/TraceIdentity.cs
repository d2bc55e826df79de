using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Problems;

/// <summary>The id under which a request can be found in traces and logs.</summary>
internal static class TraceIdentity
{
    public static string Of(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
