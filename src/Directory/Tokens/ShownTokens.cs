using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Tokens;

/// <summary>Tokens that a change shows. Challenge, the one judge of them, is asked whether they are good now.</summary>
internal sealed class ShownTokens(ChallengeClient challenge)
{
    public const string StepUpHeader = "Mfa-Step-Up";
    public const int Longest = 4096;

    public Task<Answer<Session>> CheckSignInAsync(SecretText token, Account account, Caller caller, CancellationToken stop) =>
        CheckAsync("sign-in", token.Reveal(), account, caller, stop);

    public Task<Answer<Session>> CheckStepUpAsync(string token, Account account, Caller caller, CancellationToken stop) =>
        CheckAsync("step-up", token, account, caller, stop);

    private Task<Answer<Session>> CheckAsync(string kind, string token, Account account, Caller caller, CancellationToken stop) =>
        challenge.CheckTokenAsync(new TokenCheck(kind, new DisclosedText(token), account.Realm, account.Id, caller.ClientId), stop);
}
