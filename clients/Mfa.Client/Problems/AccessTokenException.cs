namespace Mfa.Client;

/// <summary>The token endpoint refused the client (RFC 6749 §5.2): its credential or the scopes it asks for are not right.</summary>
public sealed class AccessTokenException : Exception
{
    /// <param name="error">Such as <c>invalid_client</c>.</param>
    /// <param name="description">In words.</param>
    public AccessTokenException(string error, string? description)
        : base($"{error}: {description}") => (Error, Description) = (error, description);

    /// <summary>Such as <c>invalid_client</c> or <c>invalid_scope</c>.</summary>
    public string Error { get; }

    /// <summary>The error in words.</summary>
    public string? Description { get; }
}
