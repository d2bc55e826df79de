using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>
/// Every journey by its number, over HTTP, with real mails: walked through; broken off after each step and taken up again; and with the broker or
/// Notifier away in its middle.
/// </summary>
public sealed class JourneyTests(RunningSystem running)
{
    private const string Hungary = "hu-ugyfelkapu";
    private const string QuickHungary = "quick-ugyfelkapu";
    private const string BeforeDate = "before-date";

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1.5);

    /// <summary>By number: the journey, the realm that ships with it, and one with its rules and little work for the variants.</summary>
    private static readonly Dictionary<string, (Func<Place, Journey> Make, string Realm, string Quick)> All = new(StringComparer.Ordinal)
    {
        ["before the date"] = (place => new BeforeTheDate(place), BeforeDate, BeforeDate),
        ["H1"] = (place => new H1FirstEnrolmentByMail(place), Hungary, QuickHungary),
        ["H2"] = (place => new H2SignInByMail(place), Hungary, QuickHungary),
        ["H3"] = (place => new H3AddMailToApp(place), Hungary, QuickHungary),
        ["H4"] = (place => new H4FirstEnrolmentWithApp(place), Hungary, QuickHungary),
        ["H5"] = (place => new H5SignInWithApp(place), Hungary, QuickHungary),
        ["H6"] = (place => new H6MoveApp(place), Hungary, QuickHungary),
        ["H7"] = (place => new H7LostPhone(place), Hungary, QuickHungary),
        // The shipped realm makes one wait 30 s for a second mail; the demonstration does.
        ["H8"] = (place => new H8SlowMail(place), QuickHungary, QuickHungary),
        ["H9"] = (place => new H9NotMe(place), Hungary, QuickHungary),
        ["P1"] = (place => new P1FactorsPage(place), Hungary, QuickHungary),
    };

    public static TheoryData<string> Numbers => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task AJourneyLeadsWhereItSays(string number)
    {
        var journey = await BeginAsync(number, All[number].Realm);
        await journey.WalkAsync();
        await journey.EndsAsToldAsync();
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task BrokenOffAfterAnyStepItIsTakenUpAgain(string number)
    {
        for (var steps = 1; steps < (await BeginAsync(number, All[number].Quick)).Steps.Count; steps++)
        {
            var journey = await BeginAsync(number, All[number].Quick);
            await journey.BreakOffAsync(steps);
            await journey.WalkAsync();
            await journey.EndsAsToldAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task WithTheBrokerAwayInItsMiddleItEndsAsTold(string number) => WalkWithoutAsync("rabbitmq", number);

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task WithNotifierAwayInItsMiddleItEndsAsTold(string number) => WalkWithoutAsync("notifier", number);

    /// <summary>The part stands still from the middle of the journey on, and goes on while the person waits.</summary>
    private async Task WalkWithoutAsync(string part, string number)
    {
        var journey = await BeginAsync(number, All[number].Quick);
        var back = Task.CompletedTask;
        await journey.WalkAsync(async place =>
        {
            if (place == journey.Steps.Count / 2)
                back = await StandStillAsync(running.System.Pid(part));
        });
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

    private async Task<Journey> BeginAsync(string number, string realm)
    {
        var journey = All[number].Make(new Place(running.System, realm, realm == Hungary ? "hu" : "en"));
        await journey.PrepareAsync();
        return journey;
    }
}
