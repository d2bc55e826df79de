namespace Mfa.Realms;

/// <summary>How long things live, in seconds.</summary>
public sealed record Lifetimes
{
    /// <summary>Of a sign-in token of method <c>pwd</c>.</summary>
    public int SignInToken { get; init; } = 600;

    /// <summary>Of a sign-in token of method <c>sc</c> or <c>rc</c>, which opens an enrolment.</summary>
    public int EnrolmentToken { get; init; } = 1800;

    public int Challenge { get; init; } = 600;

    public int PendingFactor { get; init; } = 900;

    public int StepUpToken { get; init; } = 300;

    public int Assertion { get; init; } = 120;

    /// <summary>Of an account whose address nobody has confirmed or vouched for.</summary>
    public int UnconfirmedAccount { get; init; } = 86_400;

    /// <summary>Of a text to sign.</summary>
    public int SignatureRequest { get; init; } = 300;

    /// <summary>Of the code with which a person uses an operator's reset of a factor.</summary>
    public int ResetCode { get; init; } = 259_200;

    /// <summary>Of an account made with a signature, from the last one, until its first factor is confirmed.</summary>
    public int ProvisionalAccount { get; init; } = 86_400;

    /// <summary>Of an erased account's identifiers: until then a relying party makes no account of the same name.</summary>
    public int ReservedIdentifier { get; init; } = 7_776_000;
}
