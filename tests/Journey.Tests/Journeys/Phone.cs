using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>A phone with an authenticator app (<c>oathtool</c>), whose owner never types the same code twice.</summary>
internal sealed class Phone(string secret, int periodSeconds)
{
    /// <summary>Seconds that a code must still be good when it is read from the phone.</summary>
    private const int LeastLeft = 2;

    private long _last;

    /// <summary>The first code that was not typed yet and is good now; at most one step ahead of the clock.</summary>
    public async Task<string> NextCodeAsync()
    {
        var step = Math.Max(_last + 1, ((Now() + LeastLeft) / periodSeconds) - 1);
        while (step > StepNow() + 1)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        _last = step;
        return await Tool.OathtoolAtAsync(secret, step * periodSeconds, periodSeconds);
    }

    private long StepNow() => Now() / periodSeconds;

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
