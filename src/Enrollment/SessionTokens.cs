using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Enrollments;

/// <summary>Asks Challenge, the one judge, which session a sign-in or step-up token stands for.</summary>
internal sealed class SessionTokens(ChallengeClient challenge)
{
    /// <summary>Carries a step-up token.</summary>
    public const string StepUpHeader = "Mfa-Step-Up";

    public Task<Answer<Session>> CheckStepUpAsync(SecretText token, string realm, string accountId, Caller caller, CancellationToken stop) =>
        CheckAsync("step-up", token, realm, accountId, caller, stop);

    public Task<Answer<Session>> CheckSignInAsync(SecretText token, string realm, string accountId, Caller caller, CancellationToken stop) =>
        CheckAsync("sign-in", token, realm, accountId, caller, stop);

    private Task<Answer<Session>> CheckAsync(
        string tokens, SecretText token, string realm, string accountId, Caller caller, CancellationToken stop) =>
        challenge.CheckTokenAsync(new TokenCheck(tokens, new DisclosedText(token.Reveal()), realm, accountId, caller.ClientId), stop);
}
