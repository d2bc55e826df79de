using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// POST /internal/recovery-code-uses: Challenge has a code judged and used up. The guess is counted before the code is looked at, and what follows is
/// carried through whether Challenge still waits or not: its repeat gets the same answer, another challenge does not.
/// </summary>
internal static class UseRecoveryCode
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapPost("/recovery-code-uses", Handle);

    private static async Task<Results<Ok<RecoveryCodeJudgement>, Problem>> Handle(RecoveryCodeUse use, [AsParameters] Parts parts)
    {
        if (parts.Realms.Find(use.Realm) is not { } realm)
            return Problem.NotFound();
        if (!realm.Factors.Contains(FactorTypes.Recovery))
            return new Problem(ProblemKind.FactorNotAllowed, "This realm has no recovery codes.");
        if (CrockfordCode.Read(use.Code.Reveal()) is not { } given)
            return new RequestErrors().Add("/code", "16 letters and digits, as XXXX-XXXX-XXXX-XXXX.").ToProblem();
        var charge = await parts.Budget.ChargeAsync(realm, use.AccountId);
        return charge.GuessId is { } guess ? TypedResults.Ok(await JudgeAsync(use, given, guess, parts)) : charge.Problem!;
    }

    private static async Task<RecoveryCodeJudgement> JudgeAsync(RecoveryCodeUse use, byte[] given, string guess, Parts parts)
    {
        var db = parts.Db;
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.LockAsync(use.Realm, use.AccountId, CancellationToken.None);
        var codes = await db.RecoveryCodesOf(use.Realm, use.AccountId).ToListAsync(CancellationToken.None);
        if (parts.Codes.Find(codes, given, use.ChallengeId) is not { } right)
            return new(false, LeftOf(codes));
        if (right.UsedBy is null)
        {
            right.UseUp(use.ChallengeId, parts.Time.GetUtcNow());
            parts.Changes.Tell(new RecoveryEvent(FactorEvents.RecoveryCodeUsed, use.Realm, use.AccountId, use.RelyingParty, use.Session, use.ChallengeId));
        }

        await parts.Budget.TakeBackAsync(guess);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return new(true, LeftOf(codes));
    }

    private static int LeftOf(List<RecoveryCode> codes) => codes.Count(code => code.UsedBy is null);

    internal sealed record Parts(
        EnrollmentDb Db, WriterTurns Turns, RealmCatalog Realms, RecoveryBudget Budget, RecoveryCodes Codes, FactorChanges Changes, TimeProvider Time);
}
