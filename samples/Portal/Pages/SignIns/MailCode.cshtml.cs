using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Texts;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>The mailed code: three digits to compare first, what became of the mail, and the code.</summary>
internal sealed class MailCodeModel(MfaClient mfa, Proof proof, IStringLocalizer<CommonTexts> texts) : ProofPage(proof)
{
    public override string Factor => FactorTypes.Email;

    /// <summary>The challenge as the service has it now; null when none awaits a code.</summary>
    public Challenge? Awaited { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        // One that is approved lost its answer on the way: the next try finds it again.
        if (await ReadAsync(stop) is { Status: ChallengeStatuses.Pending or ChallengeStatuses.Approved } challenge)
            Awaited = challenge;
    }

    public async Task<IActionResult> OnGetDeliveryAsync(CancellationToken stop) =>
        await ReadAsync(stop) is { } challenge ? DeliveryText.Answer(Response, texts, DeliveryOf(challenge)) : NotFound();

    public async Task<IActionResult> OnPostResendAsync(CancellationToken stop)
    {
        if (Sitting.Challenge is not { Factor: FactorTypes.Email } challenge)
        {
            Sitting.Notice = CodeRefusal.Said(ProblemCodes.ChallengeOver);
            return Again();
        }

        Sitting.Challenge = await mfa.Challenges.ResendAsync(challenge.Id, stop);
        return Again("Notice.MailSentAgain", Notice.Success);
    }

    public DeliveryView DeliveryOf(Challenge challenge) =>
        new(Realm, challenge.Hint, challenge.Delivery, challenge.ResendAvailableAt, challenge.ExpiresAt);

    /// <returns>What was known last where the service does not answer.</returns>
    private async Task<Challenge?> ReadAsync(CancellationToken stop)
    {
        if (Sitting.Challenge is not { Factor: FactorTypes.Email } kept)
            return null;
        try
        {
            return await mfa.Challenges.GetAsync(kept.Id, stop);
        }
        catch (MfaProblemException problem)
        {
            return problem.Code == ProblemCodes.NotFound ? null : kept;
        }
        catch (Exception failure) when (ProblemNotice.IsOutage(failure))
        {
            return kept;
        }
    }
}
