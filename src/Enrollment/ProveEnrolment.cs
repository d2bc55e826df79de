using System.ComponentModel.DataAnnotations;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <param name="Code">From the mail to the address on record.</param>
internal sealed record ProveEnrolmentRequest([property: Required] SecretText? Code);

/// <summary>
/// POST …/{fid}/prove: the mailed code opens a first app, whose secret is made only now. Challenge judges the code and answers the same code again for
/// 60 s, so that a request that broke off may be repeated and shows the same secret.
/// </summary>
internal static class ProveEnrolment
{
    private const int LongestCode = 64;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/factors/{fid}/prove", Handle).WithName("proveFactor")
        .WithSummary("Prove the address on record with the mailed code, and read the app's setup")
        .Refuses(ProblemKind.NotFound, ProblemKind.InvalidCode, ProblemKind.InvalidToken, ProblemKind.ChallengeOver, ProblemKind.ChallengeLocked,
            ProblemKind.AccountCoolingDown, ProblemKind.FactorDisabled, ProblemKind.Conflict, ProblemKind.Overloaded);

    private static async Task<Results<Ok<FactorResource>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromRoute(Name = "fid")] string factorId, ProveEnrolmentRequest request, Caller caller,
        [AsParameters] Parts parts, CancellationToken stop)
    {
        if (new RequestErrors().Require("/code", request.Code?.Reveal(), LongestCode) is { Any: true } errors)
            return errors.ToProblem();
        var code = request.Code!.Reveal();
        var factor = await parts.Db.Factors.AsNoTracking().InRealmsOf(caller).SingleOrDefaultAsync(f => f.Id == factorId && f.AccountId == accountId
            && f.RelyingParty == caller.ClientId && f.BornAt != null && f.Status != FactorStatus.Ended, stop);
        if (factor is null || parts.Realms.Find(factor.Realm) is not { } realm)
            return Problem.NotFound();
        if (factor.Status == FactorStatus.Superseded)
            return EnrolmentProof.Superseded();
        if (factor.FirstProofId is null)
            return new Problem(ProblemKind.Conflict, "Nothing is to be proved before this factor's confirm.");
        if (!factor.IsUnconfirmed || factor.ExpiresAt <= parts.Time.GetUtcNow())
            return EnrolmentProof.Over();
        if (code.Length != FactorTypes.EmailDigits || !code.All(char.IsAsciiDigit))
            return new RequestErrors().Add("/code", $"Exactly {FactorTypes.EmailDigits} digits.").ToProblem();

        // First what may fail without a code's having been looked at.
        var account = await parts.Directory.GetAccountAsync(realm.Id, accountId, stop);
        if (account.Value is not { } card)
            return account.Problem!;
        var judged = await parts.Challenge.ConfirmProofAsync(
            factor.FirstProofId, new PendingProofCode(realm.Id, new DisclosedText(code)), CancellationToken.None);
        if (judged.Value is null)
            return judged.Problem!;
        var shown = await parts.Totp.ContinueAsync(factor, realm, card.Label);
        return shown.Value is { } resource ? TypedResults.Ok(resource) : shown.Problem!;
    }

    internal sealed record Parts(
        EnrollmentDb Db, RealmCatalog Realms, DirectoryClient Directory, ChallengeClient Challenge, TotpEnrolment Totp, TimeProvider Time);
}
