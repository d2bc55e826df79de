namespace Mfa.AppHost.Tests;

internal static class Eventually
{
    public static async Task IsTrue(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"not within 20 s: {what}");
            await Task.Delay(20);
        }
    }
}
