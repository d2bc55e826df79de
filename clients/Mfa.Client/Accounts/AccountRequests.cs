namespace Mfa.Client;

/// <summary>A new account.</summary>
public sealed record CreateAccountRequest
{
    /// <summary>The realm it is made in.</summary>
    public required string Realm { get; init; }

    /// <summary>What the person will type to name it.</summary>
    public required IReadOnlyList<Identifier> Identifiers { get; init; }

    /// <summary>The first password.</summary>
    public required string Password { get; init; }

    /// <summary>The person's address.</summary>
    public string? Email { get; init; }

    /// <summary>The relying party vouches for the address; only one that may does.</summary>
    public bool? EmailVerified { get; init; }

    /// <summary>The person's name, for mails.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The language of mails; the realm's own unless it is given.</summary>
    public string? Locale { get; init; }

    /// <summary>The password is not printed.</summary>
    public override string ToString() => $"{nameof(CreateAccountRequest)} in {Realm}";
}

/// <summary>What changes of an account; what is null stays.</summary>
public sealed record UpdateAccountRequest
{
    /// <summary>The person's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The language of mails.</summary>
    public string? Locale { get; init; }

    /// <summary>A new address, which counts once its code has been confirmed. It needs a step-up token or a sign-in token of method <c>sc</c>.</summary>
    public string? Email { get; init; }

    /// <summary>The caller vouches for the new address, which then counts at once: an operator, or a relying party that may.</summary>
    public bool? EmailVerified { get; init; }

    /// <summary>A sign-in token of method <c>sc</c>.</summary>
    public string? SignInToken { get; init; }

    /// <summary>An operator's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The token is not printed.</summary>
    public override string ToString() => nameof(UpdateAccountRequest);
}

/// <summary>A new password, with what shows that it is the person who wants it.</summary>
public sealed record ChangePasswordRequest
{
    /// <summary>The new one.</summary>
    public required string NewPassword { get; init; }

    /// <summary>The one that is good now.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>A sign-in token of method <c>sc</c> or <c>rc</c>.</summary>
    public string? SignInToken { get; init; }

    /// <summary>Neither password nor token is printed.</summary>
    public override string ToString() => nameof(ChangePasswordRequest);
}

/// <summary>Why an account may be erased, where no step-up token shows it.</summary>
public sealed record EraseAccountRequest
{
    /// <summary>Of a provisional account: the sign-in token of the signature that made it.</summary>
    public string? SignInToken { get; init; }

    /// <summary>An operator's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The token is not printed.</summary>
    public override string ToString() => nameof(EraseAccountRequest);
}
