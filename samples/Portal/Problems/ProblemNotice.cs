using System.Globalization;
using Mfa.Client;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Problems;

/// <summary>
/// What a refusal of the service means for the person: a text of <c>Texts/CommonTexts</c> named <c>Problem.{code}</c>, which says what happened and what to do, and
/// never whether an account exists. Where waiting helps, <c>Problem.{code}.when</c> says until when.
/// </summary>
internal static class ProblemNotice
{
    /// <summary>Refusals that a person can do nothing about but come again; the operators see them.</summary>
    private const string Unexpected = "Problem.unexpected";

    /// <summary>Those with a text of their own.</summary>
    public static readonly IReadOnlyList<string> Told =
    [
        ProblemCodes.InvalidRequest, ProblemCodes.BootstrapRequired, ProblemCodes.StepUpRequired, ProblemCodes.AccountLocked, ProblemCodes.FactorNotAllowed,
        ProblemCodes.EnrolmentRequired, ProblemCodes.NotFound, ProblemCodes.FactorExists, ProblemCodes.LastFactor, ProblemCodes.FactorDisabled, ProblemCodes.Conflict,
        ProblemCodes.ChallengeOver, ProblemCodes.InvalidCredentials, ProblemCodes.InvalidCode, ProblemCodes.InvalidSignature, ProblemCodes.InvalidToken,
        ProblemCodes.WeakPassword, ProblemCodes.ChallengeLocked, ProblemCodes.AccountCoolingDown, ProblemCodes.MailQuota, ProblemCodes.TooManyRequests,
        ProblemCodes.TooManySignIns, ProblemCodes.RelyingPartySuspended, ProblemCodes.WaitForNextCode, ProblemCodes.DependencyUnavailable, ProblemCodes.Overloaded,
    ];

    public static Notice Of(MfaProblemException problem, PortalRealm realm, TimeProvider time) => problem.Code switch
    {
        ProblemCodes.InvalidCode when problem.Problem.ClockOffsetSeconds is { } offset => new Notice(
            offset > 0 ? "Problem.invalid-code.ahead" : "Problem.invalid-code.behind", Notice.Error, Number(Math.Abs(offset)), Number(problem.AttemptsRemaining ?? 0)),
        ProblemCodes.InvalidCode => new Notice(Named(problem.Code), Notice.Error, Number(problem.AttemptsRemaining ?? 0)),
        ProblemCodes.WeakPassword or ProblemCodes.InvalidSignature when problem.Problem.Reason is { } reason && Reasons.Contains(reason) =>
            new Notice($"Problem.{problem.Code}.{reason}"),
        _ when !Told.Contains(problem.Code, StringComparer.Ordinal) => new Notice(Unexpected, Notice.Error, problem.TraceId ?? "-"),
        _ when problem.RetryAfter is { } pause && Timed.Contains(problem.Code) =>
            new Notice($"Problem.{problem.Code}.when", Notice.Error, When(pause, realm, time)),
        _ => new Notice(Named(problem.Code)),
    };

    /// <returns>The service does not answer, or not in time.</returns>
    public static bool IsOutage(Exception failure) => failure is HttpRequestException or TaskCanceledException or TimeoutException or AccessTokenException;

    /// <summary>Reasons with a text of their own; a newer one gets the general text.</summary>
    public static readonly IReadOnlySet<string> Reasons = new HashSet<string>(StringComparer.Ordinal)
    {
        "not-cms", "wrong-content", "expired", "revoked", "untrusted", "key-usage", "weak", "no-identifier", "identifier-invalid",
        "too-short", "too-long", "common", "contains-identifier",
    };

    /// <summary>Those that pass at a time that is worth telling.</summary>
    public static readonly IReadOnlySet<string> Timed = new HashSet<string>(StringComparer.Ordinal)
    {
        ProblemCodes.AccountCoolingDown, ProblemCodes.MailQuota, ProblemCodes.TooManyRequests, ProblemCodes.TooManySignIns, ProblemCodes.RelyingPartySuspended,
    };

    private static string Named(string code) => $"Problem.{code}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A clock time is read more easily than a number of seconds, and stays right however long the page is looked at.
    private static string When(TimeSpan pause, PortalRealm realm, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var (then, soon) = (now + pause, pause < TimeSpan.FromMinutes(2));
        return realm.Day(then) == realm.Day(now) ? realm.Clock(then, soon) : realm.Moment(then, soon);
    }
}
