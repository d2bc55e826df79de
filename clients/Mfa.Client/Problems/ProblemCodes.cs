namespace Mfa.Client;

/// <summary>The closed list of codes that a <see cref="Problem"/> can have; each has a page at <c>/problems/{code}</c>.</summary>
public static class ProblemCodes
{
    /// <summary>400: the request is not of the documented shape.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>401: the access token is missing, wrong or no longer valid.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the access token does not allow this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>403: a recent proof of a second factor is needed.</summary>
    public const string StepUpRequired = "step-up-required";

    /// <summary>403: the password alone does not enrol a factor here.</summary>
    public const string BootstrapRequired = "bootstrap-required";

    /// <summary>403: the account is locked.</summary>
    public const string AccountLocked = "account-locked";

    /// <summary>403: this factor is not accepted here.</summary>
    public const string FactorNotAllowed = "factor-not-allowed";

    /// <summary>403: a second factor must be enrolled first.</summary>
    public const string EnrolmentRequired = "enrolment-required";

    /// <summary>404: there is no such resource.</summary>
    public const string NotFound = "not-found";

    /// <summary>409: the identifier belongs to another account.</summary>
    public const string IdentifierTaken = "identifier-taken";

    /// <summary>409: the account already has a factor of this type.</summary>
    public const string FactorExists = "factor-exists";

    /// <summary>409: the last active factor can be moved, not removed.</summary>
    public const string LastFactor = "last-factor";

    /// <summary>409: too many wrong codes have disabled this factor.</summary>
    public const string FactorDisabled = "factor-disabled";

    /// <summary>409: a request with this key is still running.</summary>
    public const string IdempotencyKeyInProgress = "idempotency-key-in-progress";

    /// <summary>409: the resource was changed meanwhile.</summary>
    public const string Conflict = "conflict";

    /// <summary>410: the challenge is over.</summary>
    public const string ChallengeOver = "challenge-over";

    /// <summary>413: the body is larger than 64 KiB.</summary>
    public const string BodyTooLarge = "body-too-large";

    /// <summary>415: the body is not of a media type that is read here.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>422: the credentials are not right.</summary>
    public const string InvalidCredentials = "invalid-credentials";

    /// <summary>422: the code is not right.</summary>
    public const string InvalidCode = "invalid-code";

    /// <summary>422: the signature is not accepted.</summary>
    public const string InvalidSignature = "invalid-signature";

    /// <summary>422: the sign-in or step-up token is not valid.</summary>
    public const string InvalidToken = "invalid-token";

    /// <summary>422: the password is too easy to guess.</summary>
    public const string WeakPassword = "weak-password";

    /// <summary>422: the key was used for another request.</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";

    /// <summary>429: too many wrong codes for this challenge.</summary>
    public const string ChallengeLocked = "challenge-locked";

    /// <summary>429: too many wrong codes for this account.</summary>
    public const string AccountCoolingDown = "account-cooling-down";

    /// <summary>429: too many mails were asked for.</summary>
    public const string MailQuota = "mail-quota";

    /// <summary>429: too many requests.</summary>
    public const string TooManyRequests = "too-many-requests";

    /// <summary>429: too many wrong passwords.</summary>
    public const string TooManySignIns = "too-many-sign-ins";

    /// <summary>429: the relying party reached its ceiling.</summary>
    public const string RelyingPartySuspended = "relying-party-suspended";

    /// <summary>503: the next code of the app will be accepted.</summary>
    public const string WaitForNextCode = "wait-for-next-code";

    /// <summary>503: something this needs does not answer.</summary>
    public const string DependencyUnavailable = "dependency-unavailable";

    /// <summary>503: there is too much to do at the moment.</summary>
    public const string Overloaded = "overloaded";
}
