namespace Mfa.ServiceDefaults.Problems;

/// <summary>One entry of the closed list of problems (RFC 9457) that a relying party can meet; its page is <c>docs/problems/{Code}.md</c>.</summary>
public sealed record ProblemKind(string Code, int Status, string Title)
{
    public static readonly ProblemKind InvalidRequest = new("invalid-request", 400, "The request is not of the documented shape");
    public static readonly ProblemKind Unauthorized = new("unauthorized", 401, "The access token is missing, wrong or no longer valid");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The access token does not allow this");
    public static readonly ProblemKind StepUpRequired = new("step-up-required", 403, "A recent proof of a second factor is needed");
    public static readonly ProblemKind BootstrapRequired = new("bootstrap-required", 403, "The password alone does not enrol a factor here");
    public static readonly ProblemKind AccountLocked = new("account-locked", 403, "The account is locked");
    public static readonly ProblemKind FactorNotAllowed = new("factor-not-allowed", 403, "This factor is not accepted here");
    public static readonly ProblemKind EnrolmentRequired = new("enrolment-required", 403, "A second factor must be enrolled first");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such resource");
    public static readonly ProblemKind IdentifierTaken = new("identifier-taken", 409, "The identifier belongs to another account");
    public static readonly ProblemKind FactorExists = new("factor-exists", 409, "The account already has a factor of this type");
    public static readonly ProblemKind LastFactor = new("last-factor", 409, "The last active factor can be moved, not removed");
    public static readonly ProblemKind FactorDisabled = new("factor-disabled", 409, "Too many wrong codes have disabled this factor");
    public static readonly ProblemKind IdempotencyKeyInProgress = new("idempotency-key-in-progress", 409, "A request with this key is still running");
    public static readonly ProblemKind Conflict = new("conflict", 409, "The resource was changed meanwhile");
    public static readonly ProblemKind ChallengeOver = new("challenge-over", 410, "The challenge is over");
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", 413, "The body is larger than 64 KiB");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The body is not of a media type that is read here");
    public static readonly ProblemKind InvalidCredentials = new("invalid-credentials", 422, "The credentials are not right");
    public static readonly ProblemKind InvalidCode = new("invalid-code", 422, "The code is not right");
    public static readonly ProblemKind InvalidSignature = new("invalid-signature", 422, "The signature is not accepted");
    public static readonly ProblemKind InvalidToken = new("invalid-token", 422, "The sign-in or step-up token is not valid");
    public static readonly ProblemKind WeakPassword = new("weak-password", 422, "The password is too easy to guess");
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency-key-reused", 422, "The key was used for another request");
    public static readonly ProblemKind ChallengeLocked = new("challenge-locked", 429, "Too many wrong codes for this challenge");
    public static readonly ProblemKind AccountCoolingDown = new("account-cooling-down", 429, "Too many wrong codes for this account");
    public static readonly ProblemKind MailQuota = new("mail-quota", 429, "Too many mails were asked for");
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429, "Too many requests");
    public static readonly ProblemKind TooManySignIns = new("too-many-sign-ins", 429, "Too many wrong passwords");
    public static readonly ProblemKind RelyingPartySuspended = new("relying-party-suspended", 429, "The relying party reached its ceiling");
    public static readonly ProblemKind WaitForNextCode = new("wait-for-next-code", 503, "The next code of the app will be accepted");
    public static readonly ProblemKind DependencyUnavailable = new("dependency-unavailable", 503, "Something this needs does not answer");
    public static readonly ProblemKind Overloaded = new("overloaded", 503, "There is too much to do at the moment");

    /// <summary>The closed list, in the order of their statuses.</summary>
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        InvalidRequest, Unauthorized, Forbidden, StepUpRequired, BootstrapRequired, AccountLocked, FactorNotAllowed, EnrolmentRequired, NotFound,
        IdentifierTaken, FactorExists, LastFactor, FactorDisabled, IdempotencyKeyInProgress, Conflict, ChallengeOver, BodyTooLarge,
        UnsupportedMediaType, InvalidCredentials, InvalidCode, InvalidSignature, InvalidToken, WeakPassword, IdempotencyKeyReused,
        ChallengeLocked, AccountCoolingDown, MailQuota, TooManyRequests, TooManySignIns, RelyingPartySuspended, WaitForNextCode,
        DependencyUnavailable, Overloaded,
    ];

    public static ProblemKind? Find(string? code) => All.FirstOrDefault(kind => kind.Code == code);
}
