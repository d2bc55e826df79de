using System.Text.Json.Nodes;
using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Enrollments;

/// <summary>What a request shows of the person who enrols.</summary>
/// <param name="Owed">The account once had a confirmed factor.</param>
/// <param name="Replaces">The request names a factor of the account that is to end.</param>
internal sealed record ShownProof(
    SecretText? StepUp, SecretText? SignInToken, SecretText? Password, string? Network, bool Owed, bool Replaces);

/// <summary>Who enrols.</summary>
/// <param name="IsOfSignIn">The session is a sign-in token's, which a confirm may spend.</param>
internal sealed record Enroller(Session Session, AccountCard Account, bool IsOfSignIn);

/// <summary>Who may enrol: first the tokens, then the gate, and the password only when it can still matter.</summary>
internal sealed class EnrolmentProof(SessionTokens tokens, DirectoryClient directory)
{
    public async Task<Answer<Enroller>> CheckAsync(ShownProof shown, Realm realm, string accountId, Caller caller, CancellationToken stop)
    {
        var checkedSession = await SessionOfAsync(shown, realm.Id, accountId, caller, stop);
        if (checkedSession.Problem is not null)
            return new(null, checkedSession.Problem);
        var session = checkedSession.Value;
        var decision = EnrolmentGate.Decide(shown.Owed, session?.Method, shown.StepUp is not null, realm.FirstEnrolmentProof, shown.Replaces);
        if (session is null || decision.Verdict != EnrolmentVerdict.Allowed)
            return new(null, Refusal(decision));
        var account = await AccountOfAsync(shown, session, stop);
        return account.Value is { } card ? new(new Enroller(session, card, shown.SignInToken is not null), null) : new(null, account.Problem);
    }

    /// <returns>The session, neither session nor problem when nothing was shown, or the problem.</returns>
    private async Task<Answer<Session>> SessionOfAsync(ShownProof shown, string realm, string accountId, Caller caller, CancellationToken stop)
    {
        Answer<Session> stepUp = default, signIn = default;
        if (shown.StepUp is { } header)
            stepUp = await tokens.CheckStepUpAsync(header, realm, accountId, caller, stop);
        if (stepUp.Problem is null && shown.SignInToken is { } token)
            signIn = await tokens.CheckSignInAsync(token, realm, accountId, caller, stop);
        if ((stepUp.Problem ?? signIn.Problem) is { } refused)
            return new(null, refused);
        // Shown together they must be of one session: its sign-in token is what the confirm may spend.
        if (stepUp.Value is { } proved && signIn.Value is { } signedIn && proved.Id != signedIn.Id)
            return new(null, new Problem(ProblemKind.InvalidToken, "The step-up token and the sign-in token belong to different sign-ins."));
        return new(signIn.Value ?? stepUp.Value, null);
    }

    private async Task<Answer<AccountCard>> AccountOfAsync(ShownProof shown, Session session, CancellationToken stop)
    {
        if (!SessionMethods.NeedsPassword(session.Method))
            return await directory.GetAccountAsync(session.Realm, session.AccountId, stop);
        if (shown.Password is not { } password)
            return new(null, new RequestErrors().Add("/password", "This member is required with this kind of sign-in.").ToProblem());
        var check = new PasswordCheck(session.Realm, session.AccountId, null, new DisclosedText(password.Reveal()), session.RelyingParty, shown.Network);
        return await directory.CheckPasswordAsync(check, stop);
    }

    private static Problem Refusal(EnrolmentDecision decision) => decision.Verdict == EnrolmentVerdict.StepUpRequired
        ? new Problem(ProblemKind.StepUpRequired, $"Send a sign-in token as signInToken, or a step-up token as {SessionTokens.StepUpHeader}.")
        : new Problem(ProblemKind.BootstrapRequired, "Show one of what accepts names: the password alone does not enrol a factor for this account.")
            .With("accepts", new JsonArray([.. decision.Accepts.Select(accepted => (JsonNode)accepted)]));
}
