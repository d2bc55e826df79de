namespace Mfa.Client;

/// <summary>How a client authenticates, and how patient it is.</summary>
public sealed record MfaClientOptions
{
    /// <summary>What the client shows at the token endpoint.</summary>
    public required ClientCredential Credential { get; init; }

    /// <summary>The scopes to ask for, such as <c>mfa.challenge</c>; null: all that the client has.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The service's public address, where it differs from the <see cref="HttpClient"/>'s base address; a key's client assertion names it.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>How often a call that is safe to repeat is sent again after a 503 or a broken connection.</summary>
    /// <value>3 by default; 0 sends nothing twice.</value>
    public int MaxRetries { get; init; } = 3;

    /// <summary>A longer <c>Retry-After</c> is not waited for; the refusal is thrown at once.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An access token that expires sooner than this is renewed before it is used.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks at what is pending, when the service does not say.</summary>
    /// <value>2 seconds by default.</value>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
