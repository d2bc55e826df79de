using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.People;

/// <summary>A phone with an authenticator app (<c>oathtool</c>), whose owner never types the same code twice.</summary>
internal sealed class Phone(string secret)
{
    private const int Period = 30;

    /// <summary>Seconds that a code must still be good when it is read from the phone.</summary>
    private const int LeastLeft = 6;

    private long _last;

    /// <summary>Base32, without the spaces in which a page shows it.</summary>
    public string Secret { get; } = secret.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The first code that was not typed yet and is good now; at most one step ahead of the clock.</summary>
    public async Task<string> NextCodeAsync()
    {
        var step = Math.Max(_last + 1, ((Now() + LeastLeft) / Period) - 1);
        while (step > Now() / Period + 1)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        _last = step;
        return await Tool.OathtoolAtAsync(Secret, step * Period, Period);
    }

    /// <summary>What a phone shows whose clock is wrong.</summary>
    /// <param name="seconds">By how much it is ahead.</param>
    public Task<string> CodeOfAWrongClockAsync(int seconds) => Tool.OathtoolAtAsync(Secret, Now() + seconds, Period);

    /// <summary>A code that is none of this phone's for minutes.</summary>
    public Task<string> WrongCodeAsync() => new AuthenticatorApp(Secret).WrongCodeAsync();

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
