using System.Diagnostics;

namespace Mfa.Gateway.Tests.Infrastructure;

internal static class Eventually
{
    /// <summary>Asks again until it holds; a test that waits longer than the limit has failed.</summary>
    public static async Task HoldsAsync(TimeSpan limit, Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < limit, $"This did not come to hold within {limit}.");
            await Task.Delay(20);
        }
    }
}
