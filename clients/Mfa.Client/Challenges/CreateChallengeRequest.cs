namespace Mfa.Client;

/// <summary>Asks for proof of a factor.</summary>
public sealed record CreateChallengeRequest
{
    /// <summary>Who has to prove it.</summary>
    public required string AccountId { get; init; }

    /// <summary>One of <see cref="FactorTypes"/>.</summary>
    public required string Factor { get; init; }

    /// <summary>Proof of the first factor.</summary>
    public required string SignInToken { get; init; }

    /// <summary>Where the account has several of the type.</summary>
    public string? FactorId { get; init; }

    /// <summary>One of <see cref="ChallengePurposes"/>; <c>sign-in</c> unless it is given.</summary>
    public string? Purpose { get; init; }

    /// <summary>Comes back in the assertion; random, and bound to the person's browser session.</summary>
    public string? Nonce { get; init; }

    /// <summary>Where the person is, and what for.</summary>
    public RequestContext? Context { get; init; }

    /// <summary>The code, if it is known already: then one call makes the challenge and passes it.</summary>
    public string? Code { get; init; }

    /// <summary>Neither token nor code is printed.</summary>
    public override string ToString() => $"{nameof(CreateChallengeRequest)} {Factor} of {AccountId}";
}
