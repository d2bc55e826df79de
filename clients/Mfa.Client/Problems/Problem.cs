namespace Mfa.Client;

/// <summary>A refusal as the service words it (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>The page that says what the code means and what to do.</summary>
    public string? Type { get; init; }

    /// <summary>The code in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>One of <see cref="ProblemCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What was wrong with this request; it never repeats what was sent.</summary>
    public string? Detail { get; init; }

    /// <summary>By which an operator finds the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>With <c>invalid-request</c>: what is wrong where.</summary>
    public IReadOnlyList<RequestError>? Errors { get; init; }

    /// <summary>With <c>invalid-code</c>: how many tries are left.</summary>
    public int? AttemptsRemaining { get; init; }

    /// <summary>With a wrong code in the call that made the challenge: where the next one goes.</summary>
    public string? ChallengeId { get; init; }

    /// <summary>At an enrolment: by how much the device's clock seems to be off.</summary>
    public int? ClockOffsetSeconds { get; init; }

    /// <summary>With <c>weak-password</c> and <c>invalid-signature</c>: why.</summary>
    public string? Reason { get; init; }

    /// <summary>With <c>challenge-locked</c>: what to do next.</summary>
    public string? Next { get; init; }

    /// <summary>With <c>bootstrap-required</c>: the proofs that would do.</summary>
    public IReadOnlyList<string>? Accepts { get; init; }
}

/// <summary>One fault of a request.</summary>
public sealed record RequestError
{
    /// <summary>A JSON Pointer (RFC 6901) into the body, or the name of a query or header member.</summary>
    public required string Pointer { get; init; }

    /// <summary>What is wrong there.</summary>
    public required string Detail { get; init; }
}
