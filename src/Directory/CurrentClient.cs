using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>An access token is good only while its client is as it was when the token was made: disabling one acts on its next request.</summary>
internal sealed class CurrentClient : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = http.Features.Get<Caller>()!;
        var clients = http.RequestServices.GetRequiredService<DirectoryDb>().RelyingParties.Where(r => r.Status == RelyingPartyStatus.Active);
        var known = await clients.AnyAsync(r => r.Id == caller.ClientId && r.ClientVersion == caller.ClientVersion, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (known)
            return await next(context);
        http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return new Problem(ProblemKind.Unauthorized, "The client was changed after this access token was made. Ask for a new one at /oauth2/token.");
    }
}
