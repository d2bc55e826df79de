using Mfa.Enrollments.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>Refuses an access token whose relying party has been changed or disabled since, or is not known here.</summary>
internal sealed class RelyingPartyFilter : IEndpointFilter
{
    private const string Active = "active";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = http.Features.Get<Caller>()!;
        var db = http.RequestServices.GetRequiredService<EnrollmentDb>();
        var isCurrent = await db.RelyingParties.AsNoTracking().AnyAsync(
            copy => copy.Id == caller.ClientId && copy.Status == Active && copy.ClientVersion == caller.ClientVersion, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (isCurrent)
            return await next(context);
        http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return new Problem(ProblemKind.Unauthorized, "The relying party was changed or disabled after this token was made. Ask for a new one.");
    }
}
