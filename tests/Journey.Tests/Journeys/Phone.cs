using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>A phone with an authenticator app (<c>oathtool</c>), whose owner never types the same code twice.</summary>
internal sealed class Phone(string secret, int periodSeconds)
{
    private long _last;

    /// <summary>The first code that was not typed yet and is good now; at most one step ahead of the clock.</summary>
    public async Task<string> NextCodeAsync()
    {
        var step = Math.Max(_last + 1, StepNow() - 1);
        while (step > StepNow() + 1)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        _last = step;
        return await Tool.OathtoolAtAsync(secret, step * periodSeconds, periodSeconds);
    }

    /// <summary>What it would show if its clock were off by so many seconds.</summary>
    public Task<string> CodeWithClockOffAsync(int seconds) => Tool.OathtoolAtAsync(secret, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds, periodSeconds);

    private long StepNow() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / periodSeconds;
}
