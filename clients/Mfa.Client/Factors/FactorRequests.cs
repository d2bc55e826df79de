namespace Mfa.Client;

/// <summary>Begins an enrolment.</summary>
public sealed record EnrolFactorRequest
{
    /// <summary><c>email</c> or <c>totp</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The sign-in it belongs to, unless a step-up token is shown.</summary>
    public string? SignInToken { get; init; }

    /// <summary>The password again; not with a sign-in of method <c>sc</c> or <c>rc</c>.</summary>
    public string? Password { get; init; }

    /// <summary>The factor of the same type that ends when this one is confirmed.</summary>
    public string? Replaces { get; init; }

    /// <summary>If it is given, the confirm also signs in, and its assertion carries it.</summary>
    public string? Nonce { get; init; }

    /// <summary>Where the person is.</summary>
    public RequestContext? Context { get; init; }

    /// <summary>Neither password nor token is printed.</summary>
    public override string ToString() => $"{nameof(EnrolFactorRequest)} {Type}";
}

/// <summary>Password and the code that removes a lost factor, or an operator's reset code.</summary>
public sealed record RevokeFactorRequest
{
    /// <summary>The realm.</summary>
    public required string Realm { get; init; }

    /// <summary>What the person typed as the name.</summary>
    public required string Identifier { get; init; }

    /// <summary>What the person typed as the password.</summary>
    public required string Password { get; init; }

    /// <summary>The revocation code or the reset code.</summary>
    public required string RevocationCode { get; init; }

    /// <summary>Where the person is.</summary>
    public RequestContext? Context { get; init; }

    /// <summary>Neither password nor code is printed.</summary>
    public override string ToString() => $"{nameof(RevokeFactorRequest)} in {Realm}";
}
