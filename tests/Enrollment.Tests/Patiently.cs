using System.Net;

namespace Mfa.Enrollments.Tests;

/// <summary>What is refused because many came at once may be asked again, as the answer says.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The first answer that is not 503; fails after a minute.</summary>
    public static async Task<Reply> AskAsync(Func<Task<Reply>> ask)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var reply = await ask();
            if (reply.Status != HttpStatusCode.ServiceUnavailable)
                return reply;
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }
}
