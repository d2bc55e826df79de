using Mfa.Directories.Domain;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Accounts;

/// <summary>
/// Who may erase an account: an operator with a reason; a step-up token; of an account that a signature made and that never had a factor, the same
/// signature's sign-in token.
/// </summary>
internal sealed class ErasureProof(ShownTokens tokens, EnrollmentClient enrollment)
{
    public async Task<Answer<ErasureRight>> CheckAsync(
        EraseAccountRequest? request, string? stepUp, Account account, Caller caller, CancellationToken stop)
    {
        if (caller.IsOperator())
            return new(new ErasureRight(null, request!.Reason, IsOfProvisional: false), null);
        if (stepUp is not null)
            return Right(await tokens.CheckStepUpAsync(stepUp, account, caller, stop), isOfProvisional: false);
        if (request?.SignInToken is not { } token)
            return Refuse("Send the sign-in token of the signature that made the account.");
        var shown = await tokens.CheckSignInAsync(token, account, caller, stop);
        if (shown.Value is { Method: not SignInTokens.Signature })
            return Refuse("A sign-in token of method sc is needed.");
        return shown.Value is not null && await IsSettledAsync(account, stop) is { } refused ? new(null, refused) : Right(shown, isOfProvisional: true);
    }

    public static Problem NotProvisional() => Refusal("This one is no longer provisional: it had a factor.");

    /// <summary>Enrollment knows first that an account has a factor.</summary>
    private async Task<Problem?> IsSettledAsync(Account account, CancellationToken stop)
    {
        if (!account.IsProvisional)
            return NotProvisional();
        var (factors, problem) = await enrollment.GetSummaryAsync(account.Realm, account.Id, stop);
        return factors is null ? problem : factors.IsOwed() ? NotProvisional() : null;
    }

    private static Answer<ErasureRight> Right(Answer<Session> shown, bool isOfProvisional) =>
        shown.Value is { } session ? new(new ErasureRight(session, null, isOfProvisional), null) : new(null, shown.Problem);

    private static Answer<ErasureRight> Refuse(string why) => new(null, Refusal(why));

    private static Problem Refusal(string why) => new(ProblemKind.StepUpRequired,
        $"An account is erased with a step-up token as {ShownTokens.StepUpHeader}; a provisional one with a sign-in token. " + why);
}

/// <param name="Session">Whose token was shown; null: an operator's.</param>
/// <param name="Reason">An operator's.</param>
/// <param name="IsOfProvisional">It holds only as long as the account is provisional.</param>
internal sealed record ErasureRight(Session? Session, string? Reason, bool IsOfProvisional);
