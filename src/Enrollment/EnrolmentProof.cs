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
/// <param name="ProvedKind">Of a step-up: the kind that was proved.</param>
/// <param name="MailFirst">The address on record is to be proved before an app is shown.</param>
internal sealed record Enroller(Session Session, AccountCard Account, bool IsOfSignIn, string? ProvedKind, bool MailFirst)
{
    /// <summary>Another proof than mail was shown, so that e-mail disabled by wrong codes (B3) may be bound anew.</summary>
    public bool Rebinds => ProvedKind is not (null or FactorTypes.Email) || !SessionMethods.NeedsPassword(Session.Method);
}

/// <summary>Who may enrol: first the tokens, then the gate, and the password only when it can still matter.</summary>
internal sealed class EnrolmentProof(SessionTokens tokens, DirectoryClient directory)
{
    public async Task<Answer<Enroller>> CheckAsync(ShownProof shown, Realm realm, string accountId, Caller caller, CancellationToken stop)
    {
        var (session, proved, refused) = await SessionOfAsync(shown, realm.Id, accountId, caller, stop);
        if (refused is not null)
            return new(null, refused);
        var decision = EnrolmentGate.Decide(shown.Owed, session?.Method, shown.StepUp is not null, realm.FirstEnrolmentProof, shown.Replaces);
        if (session is null || decision.Verdict is EnrolmentVerdict.StepUpRequired or EnrolmentVerdict.BootstrapRequired)
            return new(null, Refusal(decision));
        var account = await AccountOfAsync(shown, session, stop);
        return account.Value is { } card
            ? new(new Enroller(session, card, shown.SignInToken is not null, proved, decision.Verdict == EnrolmentVerdict.MailFirst), null)
            : new(null, account.Problem);
    }

    /// <summary>The account has no verified address that a code could go to.</summary>
    public static Problem AddressRequired() => Refusal(EnrolmentDecision.Bootstrap(EnrolmentGate.VerifiedEmail));

    public static Problem Over() => new(ProblemKind.ChallengeOver, "This enrolment is over. Start a new one.");

    public static Problem Superseded() =>
        new(ProblemKind.ChallengeOver, "A newer enrolment, perhaps on another device, took this one's place. Go on with that one, or start a new one.");

    public static Problem ChangedMeanwhile() =>
        new(ProblemKind.Conflict, "Another sign-in changed the account's factors or its address meanwhile. Sign in again and start anew.");

    /// <returns>The session and the kind a step-up proved; no session and no problem when nothing was shown; or the problem.</returns>
    private async Task<(Session? Session, string? Proved, Problem? Problem)> SessionOfAsync(ShownProof shown, string realm, string accountId, Caller caller, CancellationToken stop)
    {
        Answer<Session> stepUp = default, signIn = default;
        if (shown.StepUp is { } header)
            stepUp = await tokens.CheckStepUpAsync(header, realm, accountId, caller, stop);
        if (stepUp.Problem is null && shown.SignInToken is { } token)
            signIn = await tokens.CheckSignInAsync(token, realm, accountId, caller, stop);
        if ((stepUp.Problem ?? signIn.Problem) is { } refused)
            return (null, null, refused);
        // Shown together they must be of one session: its sign-in token is what the confirm may spend.
        if (stepUp.Value is { } proved && signIn.Value is { } signedIn && proved.Id != signedIn.Id)
            return (null, null, new Problem(ProblemKind.InvalidToken, "The step-up token and the sign-in token belong to different sign-ins."));
        return (signIn.Value ?? stepUp.Value, stepUp.Value?.Factor, null);
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
