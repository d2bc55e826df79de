using Mfa.Client;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>A code from paper, in place of the phone or the mailbox.</summary>
internal sealed class RecoveryCodeModel(Proof proof) : ProofPage(proof)
{
    public override string Factor => FactorTypes.Recovery;
}
