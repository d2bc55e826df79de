using Mfa.Client;
using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>How an enrolment is begun, and taken back, wherever the person comes from: the sitting says what there is to show for it.</summary>
internal sealed class Beginning(MfaClient mfa, RealmPage page)
{
    private const string VerifiedEmail = "verified-email";

    /// <returns>The person has signed in and owes a factor, or has proved one a moment ago.</returns>
    public static bool IsOpenTo(RealmPage page) =>
        page.Sitting.First is not null && (page.HasStepUp || page.Sitting is { StepUpToken: null, SignedIn: null });

    /// <returns>No signature or revocation code stands in for the password.</returns>
    public static bool NeedsPassword(Sitting sitting) => sitting.First is { Method: FirstFactor.Password };

    /// <returns>The refusal's own notice, where the account has no address that a code could go to.</returns>
    public static Notice? NoticeOf(MfaProblemException refused) =>
        refused.Problem.Accepts?.Contains(VerifiedEmail, StringComparer.Ordinal) == true ? new Notice("Notice.NoAddressOnRecord") : null;

    /// <param name="password">Typed again; looked at where <see cref="NeedsPassword"/>.</param>
    /// <param name="next">The page to go to when the factor is active.</param>
    public async Task BeginAsync(string type, string? password, RequestContext context, string next = "/Enrolments/Done", CancellationToken stop = default)
    {
        var (sitting, first, stepUp) = (page.Sitting, page.Sitting.First!, page.HasStepUp ? page.Sitting.StepUpToken : null);
        var old = (await BoundFactors.ListAsync(mfa, first.AccountId, stop)).Find(factor => factor.Type == type);
        var request = new EnrolFactorRequest { Type = type, Password = NeedsPassword(sitting) ? password : null, Replaces = old?.Id, Context = context };
        // Of a sign-in that owes a factor: the same code that confirms the factor then signs in.
        if (stepUp is null)
            request = request with { SignInToken = first.Token, Nonce = sitting.Nonce ??= OpaqueNonce.New() };
        var begun = await mfa.Factors.EnrolAsync(first.AccountId, request, stepUp, cancellationToken: stop);
        sitting.Enrolment = new Enrolment { Factor = begun, Next = page.Link(next) };
    }

    /// <summary>Leaves nothing of what was begun and is not confirmed.</summary>
    public async Task TakeBackAsync(CancellationToken stop)
    {
        if (page.Sitting is not { First: { } first, Enrolment.Factor: { Status: FactorStatuses.ProofRequired or FactorStatuses.Pending } begun })
            return;
        try
        {
            await mfa.Factors.RemoveAsync(first.AccountId, begun.Id, cancellationToken: stop);
            page.Sitting.Enrolment = null;
        }
        catch (MfaProblemException gone) when (gone.Code == ProblemCodes.NotFound)
        {
            page.Sitting.Enrolment = null;
        }
    }
}
