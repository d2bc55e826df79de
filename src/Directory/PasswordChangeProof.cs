using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories;

/// <summary>
/// Who may set a new password: a sign-in token made with a signature or a revocation code; otherwise the current password, and a step-up token where
/// the account owes a factor.
/// </summary>
internal sealed class PasswordChangeProof(ShownTokens tokens, EnrollmentClient enrollment, PasswordCheckpoint passwords)
{
    /// <returns>The session that goes on after the change, if one was shown; or why the change is refused.</returns>
    public async Task<Proof> CheckAsync(
        ChangePasswordRequest request, string? stepUp, Account account, Realm realm, Caller caller, CancellationToken stop)
    {
        Session? session = null;
        if (request.SignInToken is { } token)
        {
            var (signedIn, problem) = await tokens.CheckSignInAsync(token, account, caller, stop);
            if (signedIn is null)
                return new Proof(null, problem);
            if (signedIn.Method is "sc" or "rc")
                return account.Status == AccountStatus.Locked ? new Proof(null, PasswordCheckpoint.Locked()) : new Proof(signedIn, null);
            session = signedIn;
        }

        if (request.CurrentPassword is not { Length: > 0 } current)
            return new Proof(null, new RequestErrors().Add("/currentPassword", "Required without a sign-in token of method sc or rc.").ToProblem());
        if (stepUp is not null)
        {
            var (steppedUp, problem) = await tokens.CheckStepUpAsync(stepUp, account, caller, stop);
            if (steppedUp is null)
                return new Proof(null, problem);
            session = steppedUp;
        }
        else if (await OwesAsync(account, stop) is { } refused)
        {
            return new Proof(null, refused);
        }

        var source = PasswordSource.Of(account, "", caller.ClientId, null);
        return new Proof(session, await passwords.PassAsync(new PasswordAttempt(AuditEvents.PasswordCheck, realm, account, current, source), stop));
    }

    private async Task<Problem?> OwesAsync(Account account, CancellationToken stop)
    {
        var (factors, problem) = await enrollment.GetSummaryAsync(account.Realm, account.Id, stop);
        if (factors is null || !factors.IsOwed())
            return problem;
        return new Problem(ProblemKind.StepUpRequired, $"The account has a second factor: send a step-up token as {ShownTokens.StepUpHeader}.");
    }

    internal readonly record struct Proof(Session? Session, Problem? Refused);
}
