using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>GET /internal/factor-sets/{accountId}?realm=: what Challenge checks codes with. Only Challenge gets it.</summary>
internal static partial class GetFactorSet
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/factor-sets/{accountId}", Handle);

    private static async Task<Results<Ok<FactorSet>, Problem>> Handle(
        string accountId, string realm, [AsParameters] Parts parts, ILogger<FactorSet> logger, CancellationToken stop)
    {
        if (parts.Realms.Find(realm) is not { } policy)
            return Problem.NotFound();
        var (account, factors, card) = await RowsAsync(realm, accountId, parts, stop);
        if (account is null)
            return TypedResults.Ok(new FactorSet(realm, accountId, 0, null, 0, false, 0, [], [], null, 0, null));
        var left = await CodesLeftAsync(parts.Db, realm, accountId, stop);
        var wrong = await WrongCodesAsync(parts.Db, policy, accountId, parts.Time.GetUtcNow(), stop);
        try
        {
            return TypedResults.Ok(new FactorSet(
                realm, accountId, account.Version, account.VersionBy, account.ChangedAt?.ToUnixTimeMilliseconds() ?? 0, account.Owed, left,
                [.. factors.Select(factor => Cached(account, factor, card, parts.Secrets))], wrong,
                account.CoolDownUntil is { } until ? new CoolDown(until, account.CoolDownLevel) : null,
                card?.Mailbox is null ? 0 : card.Version, card?.Mailbox));
        }
        catch (CryptographicException failure)
        {
            // A secret that was changed or moved must never check a code: the account has no second factor until somebody looked.
            parts.Metrics.Unreadable();
            Log.Unreadable(logger, failure, accountId);
            return Problem.Unavailable("factor set");
        }
    }

    /// <summary>
    /// The version is read before the factors and, where there is an e-mail factor, Directory's card before both: what a change adds between the reads
    /// is then told under the older number, and the cache refuses it.
    /// </summary>
    private static async Task<(FactorAccount? Account, List<Factor> Factors, AccountCard? Card)> RowsAsync(
        string realm, string accountId, Parts parts, CancellationToken stop)
    {
        AccountCard? card = null;
        for (var asked = false; ; asked = true)
        {
            if (await AccountOfAsync(parts.Db, realm, accountId, stop) is not { } account)
                return (null, [], null);
            var factors = await parts.Db.Factors.AsNoTracking().Where(f => f.Realm == realm && f.AccountId == accountId && f.Place != null).ToListAsync(stop);
            if (asked || !factors.Exists(factor => factor.Type == FactorTypes.Email))
                return (account, factors, card);
            card = await CardAsync(realm, accountId, parts.Directory, stop);
        }
    }

    /// <returns>Null: Directory has no such account any more.</returns>
    private static async Task<AccountCard?> CardAsync(string realm, string accountId, DirectoryClient directory, CancellationToken stop)
    {
        var answer = await directory.GetAccountAsync(realm, accountId, stop);
        return answer.Value is null && answer.Problem?.Kind != ProblemKind.NotFound ? throw new DependencyUnavailableException("directory") : answer.Value;
    }

    internal static Task<FactorAccount?> AccountOfAsync(EnrollmentDb db, string realm, string accountId, CancellationToken stop) =>
        db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Realm == realm && a.AccountId == accountId, stop);

    internal static Task<int> CodesLeftAsync(EnrollmentDb db, string realm, string accountId, CancellationToken stop) =>
        db.RecoveryCodesOf(realm, accountId).CountAsync(code => code.UsedBy == null, stop);

    private static CachedFactor Cached(FactorAccount account, Factor factor, AccountCard? card, SecretProtector secrets)
    {
        // The hint goes with the mailbox: news of another address may still be on its way here.
        var hint = factor.Type == FactorTypes.Email && card?.Email is { } address ? EmailHint.Of(address) : factor.Hint;
        var secret = factor.Type == FactorTypes.Totp ? secrets.Open(account, factor, open => secrets.SealForChallenge(factor, open)) : null;
        return new CachedFactor(factor.Id, factor.Type, factor.Status, hint, secret, factor.Algorithm, factor.Digits, factor.PeriodSeconds,
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

    internal sealed record Parts(
        EnrollmentDb Db, RealmCatalog Realms, SecretProtector Secrets, DirectoryClient Directory, EnrollmentMetrics Metrics, TimeProvider Time);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "A stored secret of account {Account} does not open: it was changed or moved, or its key is not deployed")]
        public static partial void Unreadable(ILogger logger, Exception failure, string account);
    }
}
