using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Addresses;

/// <summary>Who may give an account another address: a step-up token or a signature, never a password alone, owing a factor or not.</summary>
internal sealed class AddressChangeProof(ShownTokens tokens)
{
    private const string Signature = "sc";

    public async Task<Answer<Session>> CheckAsync(SecretText? signInToken, string? stepUp, Account account, Caller caller, CancellationToken stop)
    {
        Answer<Session> shown = default;
        if (signInToken is not null)
        {
            shown = await tokens.CheckSignInAsync(signInToken, account, caller, stop);
            if (shown.Value is null)
                return shown;
        }

        if (stepUp is not null)
            shown = await tokens.CheckStepUpAsync(stepUp, account, caller, stop);
        else if (shown.Value is not { Method: Signature })
            return new(null, new Problem(ProblemKind.StepUpRequired,
                $"An address changes with a step-up token as {ShownTokens.StepUpHeader}, or a sign-in token made with a signature."));
        return shown.Value is not null && account.Status == AccountStatus.Locked ? new(null, PasswordCheckpoint.Locked()) : shown;
    }
}
