using Mfa.Client;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>The code of the authenticator app, where it was not typed with the password or was wrong there.</summary>
internal sealed class AppCodeModel(Proof proof) : ProofPage(proof)
{
    public override string Factor => FactorTypes.Totp;
}
