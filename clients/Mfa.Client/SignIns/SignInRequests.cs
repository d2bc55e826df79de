namespace Mfa.Client;

/// <summary>Name and password.</summary>
public sealed record SignInRequest
{
    /// <summary>The realm.</summary>
    public required string Realm { get; init; }

    /// <summary>What the person typed as the name.</summary>
    public required string Identifier { get; init; }

    /// <summary>What the person typed as the password.</summary>
    public required string Password { get; init; }

    /// <summary>Where the person is.</summary>
    public RequestContext? Context { get; init; }

    /// <summary>The password is not printed.</summary>
    public override string ToString() => $"{nameof(SignInRequest)} in {Realm}";
}

/// <summary>Asks for a text to sign.</summary>
public sealed record StartSignatureSignInRequest
{
    /// <summary>The realm.</summary>
    public required string Realm { get; init; }

    /// <summary>Where the person is.</summary>
    public RequestContext? Context { get; init; }
}

/// <summary>What the relying party knows of the person's end: it feeds limits and mails, and is never trusted.</summary>
public sealed record RequestContext
{
    /// <summary>A key of the relying party's registered services; not in sign-ins.</summary>
    public string? Service { get; init; }

    /// <summary>The person's address.</summary>
    public string? Ip { get; init; }

    /// <summary>The person's browser.</summary>
    public string? UserAgent { get; init; }
}
