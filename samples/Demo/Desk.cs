namespace Mfa.Samples.Demo;

/// <summary>What every journey needs: the API, the mailbox, and the patience the service asks for.</summary>
internal sealed class Desk(RelyingPartyClient client, Mailbox mails, Target target, Journal journal)
{
    private const int MostWaits = 3;
    private const int MostReads = 50;
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(200);

    public RelyingPartyClient Client => client;

    public Mailbox Mails => mails;

    public Target Target => target;

    public async Task<string> GetTokenAsync() =>
        (await client.GetTokenAsync(target.ClientId, target.Secret, "mfa.challenge mfa.enroll mfa.directory")).Expect(200).Text("scope");

    public Task WaitAsync(TimeSpan delay, string why) => journal.WaitAsync(delay, why);

    /// <summary>A store that has just started takes no code from before its start, and says when it will.</summary>
    public async Task<Answer> PatientlyAsync(Func<Task<Answer>> send)
    {
        var answer = await send();
        for (var waits = 0; waits < MostWaits && answer is { Problem: "wait-for-next-code", RetryAfter: { } delay }; waits++)
        {
            await WaitAsync(delay, "the store has just started and takes only codes from later on");
            answer = await send();
        }

        return answer;
    }

    /// <summary>Reads a state until it is the one that must come.</summary>
    /// <exception cref="StepFailedException">It does not come.</exception>
    public static async Task<string> UntilAsync(Func<Task<string>> read, string wanted)
    {
        var state = await read();
        for (var reads = 1; reads < MostReads && state != wanted; reads++)
        {
            await Task.Delay(BetweenReads);
            state = await read();
        }

        return state == wanted ? state : throw new StepFailedException($"it is {state}, not {wanted}");
    }

    /// <returns>The checked claims, in a few words.</returns>
    public async Task<string> CheckAssertionAsync(string assertion, Person person, string method)
    {
        var keys = (await client.GetAsync("/.well-known/jwks.json")).Expect(200);
        return await AssertionCheck.VerifyAsync(assertion, keys.Body, target, person, method);
    }
}
