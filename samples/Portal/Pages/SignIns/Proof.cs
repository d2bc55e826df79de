using Mfa.Client;
using Mfa.Samples.Portal.Assertions;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>Proves a factor of a sign-in that has begun, and opens what it was for: a service, or the account pages.</summary>
internal sealed class Proof(MfaClient mfa, AssertionDesk desk)
{
    /// <summary>Has a code mailed.</summary>
    public async Task<IActionResult> MailAsync(SignInPage page, CancellationToken stop)
    {
        page.Sitting.Challenge = await mfa.Challenges.CreateAsync(Ask(page, FactorTypes.Email, code: null), cancellationToken: stop);
        return page.Go(CodePages.Of(FactorTypes.Email));
    }

    /// <summary>Proves one code: for the challenge that awaits it, else for one that is made with it.</summary>
    /// <param name="code">As the service takes it.</param>
    public async Task<IActionResult> ProveAsync(SignInPage page, string factor, string code, CancellationToken stop)
    {
        var sitting = page.Sitting;
        var open = sitting.Challenge is { } kept && kept.Factor == factor && IsGood(kept, page.Time.GetUtcNow()) ? kept : null;
        if (TypedCode.FaultOf(code, open?.Format ?? CodePages.FormatOf(factor)) is { } notice)
        {
            sitting.Notice = notice;
            return page.Go(CodePages.Of(factor));
        }

        open ??= sitting.Challenge = await CreateAsync(page, factor, code, stop);
        // Made by an earlier try whose answer was lost, it is still pending: the code has not been looked at.
        return open.Status == ChallengeStatuses.Approved ? await OpenAsync(page, open.Assertion, open.StepUpToken, stop: stop)
            : await VerifyAsync(page, open.Id, code, stop);
    }

    /// <summary>Before the realm's date: lets the person in with the password alone.</summary>
    public async Task<IActionResult> GoWithoutAsync(SignInPage page, CancellationToken stop)
    {
        var approved = await mfa.Challenges.CreateAsync(Ask(page, FactorTypes.None, code: null), cancellationToken: stop);
        return await OpenAsync(page, approved.Assertion, null, "mfa:1", stop);
    }

    private async Task<Challenge> CreateAsync(SignInPage page, string factor, string code, CancellationToken stop)
    {
        try
        {
            return await mfa.Challenges.CreateAsync(Ask(page, factor, code), cancellationToken: stop);
        }
        catch (MfaProblemException wrong) when (wrong.ChallengeId is not null)
        {
            page.Sitting.Challenge = await mfa.Challenges.GetAsync(wrong.ChallengeId, stop);
            throw;
        }
    }

    private async Task<IActionResult> VerifyAsync(SignInPage page, string id, string code, CancellationToken stop)
    {
        try
        {
            var approval = await mfa.Challenges.VerifyAsync(id, code, stop);
            return await OpenAsync(page, approval.Assertion, approval.StepUpToken, stop: stop);
        }
        catch (Exception unknown) when (MayBeDone(unknown) && !stop.IsCancellationRequested)
        {
            // For a minute the challenge repeats what the lost answer said.
            var known = await mfa.Challenges.GetAsync(id, stop);
            if (known is { Assertion: null, StepUpToken: null })
                throw;
            return await OpenAsync(page, known.Assertion, known.StepUpToken, stop: stop);
        }
    }

    private async Task<IActionResult> OpenAsync(
        SignInPage page, string? assertion, string? stepUpToken, string minimumAcr = "mfa:2", CancellationToken stop = default)
    {
        var sitting = page.Sitting;
        if (stepUpToken is null)
        {
            await desk.AcceptAsync(page, assertion, minimumAcr, stop);
            return page.Go("/Services/Welcome");
        }

        sitting.OpenChanges(stepUpToken, page.Time.GetUtcNow());
        (sitting.Challenge, sitting.Nonce, sitting.Renamed) = (null, null, true);
        return page.Go("/Accounts/Factors");
    }

    private static CreateChallengeRequest Ask(SignInPage page, string factor, string? code)
    {
        var (sitting, first) = (page.Sitting, page.Sitting.First!);
        var isSignIn = sitting.Service is not null;
        return new CreateChallengeRequest
        {
            AccountId = first.AccountId,
            Factor = factor,
            SignInToken = first.Token,
            Purpose = isSignIn ? ChallengePurposes.SignIn : ChallengePurposes.Manage,
            Nonce = isSignIn ? sitting.Nonce ??= OpaqueNonce.New() : null,
            Context = page.Whereabouts,
            Code = code,
        };
    }

    // No other code than the mailed one is any better for a new challenge.
    private static bool IsGood(Challenge challenge, DateTimeOffset now) => challenge.Factor == FactorTypes.Email || challenge.ExpiresAt > now;

    private static bool MayBeDone(Exception failure) => ProblemNotice.IsOutage(failure)
        || failure is MfaProblemException { Code: ProblemCodes.ChallengeOver or ProblemCodes.DependencyUnavailable or ProblemCodes.Overloaded };
}
