using System.Text.Json.Serialization;

namespace Mfa.Client;

/// <summary>What the token endpoint issues.</summary>
public sealed record AccessToken
{
    /// <summary>The token itself, for the <c>Authorization</c> header.</summary>
    [JsonPropertyName("access_token")]
    public required string Value { get; init; }

    /// <summary><c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public required string TokenType { get; init; }

    /// <summary>Seconds from its issue.</summary>
    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    /// <summary>What it allows, divided by spaces.</summary>
    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    /// <summary>The token is not printed.</summary>
    public override string ToString() => $"{nameof(AccessToken)} for {Scope}";
}

/// <summary>RFC 6749 §5.2.</summary>
internal sealed record TokenRefusal
{
    public required string Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? Description { get; init; }
}
