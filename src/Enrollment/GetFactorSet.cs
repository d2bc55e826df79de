using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>GET /internal/factor-sets/{accountId}?realm=: what Challenge checks codes with. Only Challenge gets it.</summary>
internal static partial class GetFactorSet
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/factor-sets/{accountId}", Handle);

    private static async Task<Results<Ok<FactorSet>, Problem>> Handle(
        string accountId, string realm, EnrollmentDb db, RealmCatalog realms, SecretProtector secrets, EnrollmentMetrics metrics, TimeProvider time,
        ILogger<FactorSet> logger, CancellationToken stop)
    {
        if (realms.Find(realm) is not { } policy)
            return Problem.NotFound();
        // The version is read first: what a change adds between the reads is then told under the older number, and the cache refuses it.
        if (await AccountOfAsync(db, realm, accountId, stop) is not { } account)
            return TypedResults.Ok(new FactorSet(realm, accountId, 0, null, 0, false, 0, [], [], null, 0, null));
        var factors = await db.Factors.AsNoTracking().Where(f => f.Realm == realm && f.AccountId == accountId && f.Place != null).ToListAsync(stop);
        var wrong = await WrongCodesAsync(db, policy, accountId, time.GetUtcNow(), stop);
        try
        {
            return TypedResults.Ok(new FactorSet(
                realm, accountId, account.Version, account.VersionBy, account.ChangedAt?.ToUnixTimeMilliseconds() ?? 0, account.Owed, 0,
                [.. factors.Select(factor => Cached(account, factor, secrets))], wrong,
                account.CoolDownUntil is { } until ? new CoolDown(until, account.CoolDownLevel) : null, 0, null));
        }
        catch (CryptographicException failure)
        {
            // A secret that was changed or moved must never check a code: the account has no second factor until somebody looked.
            metrics.Unreadable();
            Log.Unreadable(logger, failure, accountId);
            return Problem.Unavailable("factor set");
        }
    }

    internal static Task<FactorAccount?> AccountOfAsync(EnrollmentDb db, string realm, string accountId, CancellationToken stop) =>
        db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Realm == realm && a.AccountId == accountId, stop);

    private static CachedFactor Cached(FactorAccount account, Factor factor, SecretProtector secrets)
    {
        var secret = factor.Type == FactorTypes.Totp ? secrets.Open(account, factor, open => secrets.SealForChallenge(factor, open)) : null;
        return new CachedFactor(factor.Id, factor.Type, factor.Status, factor.Hint, secret, factor.Algorithm, factor.Digits, factor.PeriodSeconds,
            factor.LastStep, factor.BornAt ?? 0);
    }

    private static async Task<List<WrongCode>> WrongCodesAsync(
        EnrollmentDb db, Realm realm, string accountId, DateTimeOffset now, CancellationToken stop)
    {
        var kept = now.AddSeconds(-realm.Budgets.WrongKept).ToUnixTimeMilliseconds();
        var window = now.AddSeconds(-realm.Budgets.AccountWindow).ToUnixTimeMilliseconds();
        return await db.Guesses.AsNoTracking()
            .Where(g => g.Realm == realm.Id && g.AccountId == accountId && g.State == GuessState.Wrong && g.At > (g.Kind == GuessKinds.Enrol ? window : kept))
            .OrderBy(g => g.At).Select(g => new WrongCode(g.Id, g.Kind, g.Session, g.At)).ToListAsync(stop);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "A stored secret of account {Account} does not open: it was changed or moved, or its key is not deployed")]
        public static partial void Unreadable(ILogger logger, Exception failure, string account);
    }
}
