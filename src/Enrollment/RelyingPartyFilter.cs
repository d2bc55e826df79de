using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// Refuses an access token whose relying party has been changed or disabled since. Where the token is newer than the copy kept here (its news is still on
/// its way), Directory is asked and the copy renewed.
/// </summary>
internal sealed class RelyingPartyFilter : IEndpointFilter
{
    private const string Active = "active";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = http.Features.Get<Caller>()!;
        http.Response.Headers.CacheControl = "no-store";
        if (await IsCurrentAsync(caller, http.RequestServices, http.RequestAborted))
            return await next(context);
        http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return new Problem(ProblemKind.Unauthorized, "The relying party was changed or disabled after this token was made. Ask for a new one.");
    }

    private static async Task<bool> IsCurrentAsync(Caller caller, IServiceProvider services, CancellationToken stop)
    {
        var db = services.GetRequiredService<EnrollmentDb>();
        var copy = await db.RelyingParties.AsNoTracking().SingleOrDefaultAsync(party => party.Id == caller.ClientId, stop);
        if (copy is null || copy.ClientVersion < caller.ClientVersion)
        {
            if ((await services.GetRequiredService<DirectoryClient>().GetRelyingPartyAsync(caller.ClientId, stop)).Value is not { } record)
                return false;
            await StoreRelyingParty.StoreAsync(record, db, stop);
            return record.Status == Active && record.ClientVersion == caller.ClientVersion;
        }

        return copy.Status == Active && copy.ClientVersion == caller.ClientVersion;
    }
}
