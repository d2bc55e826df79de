namespace Mfa.Client;

/// <summary>An assertion did not pass a check: nobody is signed in by it.</summary>
public sealed class InvalidAssertionException : Exception
{
    /// <param name="check">What failed.</param>
    /// <param name="message">Why, without anything of the assertion's own text.</param>
    /// <param name="inner">The cause.</param>
    public InvalidAssertionException(AssertionCheck check, string message, Exception? inner = null)
        : base(message, inner) => Check = check;

    /// <summary>What failed: the first that did.</summary>
    public AssertionCheck Check { get; }
}

/// <summary>What is checked of an assertion, in this order.</summary>
public enum AssertionCheck
{
    /// <summary>It is a JWS in compact form, with the claims the contract names.</summary>
    Format,

    /// <summary>It is signed with ES256.</summary>
    Algorithm,

    /// <summary>Its type is <c>mfa-assertion+jwt</c>: no other token of the service will do.</summary>
    Type,

    /// <summary>Its key is one the service publishes.</summary>
    Key,

    /// <summary>The signature is right.</summary>
    Signature,

    /// <summary>It is of the realm that is expected.</summary>
    Issuer,

    /// <summary>It is for this relying party, and for nobody else.</summary>
    Audience,

    /// <summary>It was made just now and has not expired.</summary>
    Lifetime,

    /// <summary>It is about the account that is expected.</summary>
    Account,

    /// <summary>It carries the nonce of this sign-in.</summary>
    Nonce,

    /// <summary>It is for what it is used for.</summary>
    Purpose,

    /// <summary>It is strong enough.</summary>
    Acr,

    /// <summary>It has not been used before.</summary>
    FirstUse,
}
