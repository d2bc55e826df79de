using Mfa.Client;

namespace Mfa.Samples.Demo;

/// <summary>What every journey needs: a relying party in its realm, the mailbox, and the patience the service asks for.</summary>
internal sealed class Desk(HttpClient http, Mailbox mails, Target target, Journal journal)
{
    private const int MostWaits = 3;
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    public Mailbox Mails => mails;

    public Target Target => target;

    public Journal Journal => journal;

    /// <summary>The relying party of a realm.</summary>
    public Counter At(DemoRealm realm)
    {
        if (!_counters.TryGetValue(realm.Id, out var counter))
        {
            var credential = target.Credentials.GetValueOrDefault(realm.Id)
                ?? throw new StepFailedException($"relying-parties.json has no relying party with a secret for {realm.Id}");
            _counters[realm.Id] = counter = new Counter(http, credential, realm);
        }

        return counter;
    }

    public Task WaitAsync(TimeSpan delay, string why) => journal.WaitAsync(delay, why);

    /// <summary>A store that has just started takes no code from before its start, and says when it will.</summary>
    /// <param name="send">With a code of its own each time.</param>
    public Task<T> PatientlyAsync<T>(Func<Task<T>> send) =>
        WhileAsync(ProblemCodes.WaitForNextCode, "the store has just started and takes only codes from later on", send);

    /// <summary>On a busy machine. Only for what may be sent twice: reads, sign-ins, a confirm with the same code.</summary>
    /// <param name="send">The same each time.</param>
    public Task<T> WhenBusyAsync<T>(Func<Task<T>> send) => WhileAsync(ProblemCodes.DependencyUnavailable, "something is slow", send);

    /// <summary>What must be refused.</summary>
    /// <exception cref="StepFailedException">It is not.</exception>
    public static async Task<MfaProblemException> RefusedAsync(int status, string code, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (MfaProblemException refused) when (refused.Status == status && refused.Code == code)
        {
            return refused;
        }

        throw new StepFailedException($"expected {status} {code}, but it was done");
    }

    /// <summary>A mail that has been read was handed over; the service knows it a moment later.</summary>
    public static async Task<string> DeliveredAsync(Func<CancellationToken, Task<Delivery?>> wait)
    {
        using var limit = new CancellationTokenSource(LongestDelivery);
        var delivery = await wait(limit.Token);
        return delivery?.State == DeliveryStates.HandedOver ? delivery.State : throw new StepFailedException($"it is {delivery?.State}, not {DeliveryStates.HandedOver}");
    }

    /// <exception cref="StepFailedException">The answer has no such member.</exception>
    public static T Given<T>(T? member, string name)
        where T : class => member ?? throw new StepFailedException($"the answer has no {name}");

    private async Task<T> WhileAsync<T>(string code, string why, Func<Task<T>> send)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await send();
            }
            catch (MfaProblemException refused) when (waits < MostWaits && refused.Code == code && refused.RetryAfter is not null)
            {
                await WaitAsync(refused.RetryAfter.Value, why);
            }
        }
    }
}
