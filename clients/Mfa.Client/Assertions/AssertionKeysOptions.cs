namespace Mfa.Client;

/// <summary>How long published keys are kept.</summary>
public sealed record AssertionKeysOptions
{
    /// <summary>Older keys are fetched again before they are used.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An unknown key makes them be fetched again, at most this often: who makes keys up gets no more.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan RefreshPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>While the service does not answer, keys are good for this long after they were last fetched.</summary>
    /// <value>24 hours by default.</value>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
