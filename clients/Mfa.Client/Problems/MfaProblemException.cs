namespace Mfa.Client;

/// <summary>The service refused a call, and says why.</summary>
public sealed class MfaProblemException : Exception
{
    /// <param name="problem">The refusal.</param>
    /// <param name="retryAfter">When to come again, if the service says.</param>
    public MfaProblemException(Problem problem, TimeSpan? retryAfter = null)
        : base($"{problem.Status} {problem.Code}: {problem.Detail ?? problem.Title}")
    {
        Problem = problem;
        RetryAfter = retryAfter;
    }

    /// <summary>The whole refusal.</summary>
    public Problem Problem { get; }

    /// <summary>One of <see cref="ProblemCodes"/>; handle what is not known there by <see cref="Status"/>.</summary>
    public string Code => Problem.Code;

    /// <summary>The HTTP status.</summary>
    public int Status => Problem.Status;

    /// <summary>What was wrong with this request.</summary>
    public string? Detail => Problem.Detail;

    /// <summary>By which an operator finds the request.</summary>
    public string? TraceId => Problem.TraceId;

    /// <summary>When to come again.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>With a wrong code: how many tries are left.</summary>
    public int? AttemptsRemaining => Problem.AttemptsRemaining;

    /// <summary>With a wrong code in the call that made the challenge: where the next one goes.</summary>
    public string? ChallengeId => Problem.ChallengeId;

    /// <summary>What is wrong where in the request.</summary>
    public IReadOnlyList<RequestError> Errors => Problem.Errors ?? [];
}
