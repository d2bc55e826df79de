using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>GET /internal/factor-exports/{accountId}?realm=: what is held of a person here, as the person is given it. Only Directory gets it.</summary>
internal static class GetFactorExport
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/factor-exports/{accountId}", Handle);

    private static async Task<Ok<FactorExport>> Handle(string accountId, string realm, EnrollmentDb db, CancellationToken stop)
    {
        var account = await GetFactorSet.AccountOfAsync(db, realm, accountId, stop);
        var factors = await db.Factors.AsNoTracking().Where(f => f.Realm == realm && f.AccountId == accountId).OrderBy(f => f.CreatedAt).ToListAsync(stop);
        var codes = await db.RecoveryCodesOf(realm, accountId).AsNoTracking().OrderBy(code => code.CreatedAt).ThenBy(code => code.Id)
            .Select(code => new ExportedRecoveryCode(code.CreatedAt, code.UsedAt)).ToListAsync(stop);
        var wrong = await db.Guesses.AsNoTracking().Where(g => g.Realm == realm && g.AccountId == accountId && g.State == GuessState.Wrong)
            .OrderBy(g => g.At).ToListAsync(stop);
        return TypedResults.Ok(new FactorExport(
            account?.Owed ?? false, account?.ChangedAt, factors.ConvertAll(Exported), codes,
            wrong.ConvertAll(guess => new ExportedWrongCode(guess.Kind, DateTimeOffset.FromUnixTimeMilliseconds(guess.At)))));
    }

    private static ExportedFactor Exported(Factor factor) => new(
        factor.Id, factor.Type, factor.Status, factor.Hint, factor.Algorithm, factor.RevocationSalt is not null, factor.CreatedAt, factor.ConfirmedAt,
        factor.LastUsedAt, factor.DisabledAt, factor.EndedAt);
}
