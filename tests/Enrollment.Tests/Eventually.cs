namespace Mfa.Enrollments.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Asks until it holds; fails after 15 s.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
    }
}
