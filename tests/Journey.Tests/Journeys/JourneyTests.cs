using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>
/// Every journey by its number, over HTTP, with real mails and real signatures: walked through; broken off after each step and taken up again; and with
/// the broker or Notifier standing still in its middle.
/// </summary>
public sealed class JourneyTests(RunningSystem running)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1.5);

    public static TheoryData<string> Numbers => JourneyCatalog.Numbers;

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task AJourneyLeadsWhereItSays(string number)
    {
        var journey = await JourneyCatalog.BeginAsync(number, running.System, running.Authority);
        await journey.WalkAsync();
        await journey.EndsAsToldAsync();
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task BrokenOffAfterAnyStepItIsTakenUpAgain(string number)
    {
        var steps = (await BeginQuickAsync(number)).Steps.Count;
        await Task.WhenAll(Enumerable.Range(1, steps - 1).Select(BreakOffAsync));

        async Task BreakOffAsync(int after)
        {
            var journey = await BeginQuickAsync(number);
            await journey.WalkAsync(to: after);
            await journey.WalkAsync();
            await journey.EndsAsToldAsync();
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Numbers))]
    public Task WithTheBrokerStillInItsMiddleItEndsAsTold(string number) => WalkWithoutAsync("rabbitmq", number);

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Numbers))]
    public Task WithNotifierStillInItsMiddleItEndsAsTold(string number) => WalkWithoutAsync("notifier", number);

    /// <summary>The part stands still from the middle of the journey on, and goes on while the person waits.</summary>
    private async Task WalkWithoutAsync(string part, string number)
    {
        var journey = await BeginQuickAsync(number);
        await journey.WalkAsync(to: journey.Middle);
        var back = await StandStillAsync(running.System.Pid(part));
        await journey.WalkAsync(from: journey.Middle);
        await back;
        await journey.EndsAsToldAsync();
    }

    /// <returns>Ends when the process goes on.</returns>
    private static async Task<Task> StandStillAsync(int pid)
    {
        await Tool.SignalAsync("STOP", pid);
        return GoOnAsync();

        async Task GoOnAsync()
        {
            await Task.Delay(Away, CancellationToken.None);
            await Tool.SignalAsync("CONT", pid);
        }
    }

    private Task<Journey> BeginQuickAsync(string number) => JourneyCatalog.BeginQuickAsync(number, running.System, running.Authority);
}
