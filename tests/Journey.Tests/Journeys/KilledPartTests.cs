using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>The same journeys while the broker or Notifier dies in their middle and is started anew: nothing is lost, nothing comes twice.</summary>
[Trait("Category", "Slow")]
[Collection<FragileSystemTests>]
public sealed class KilledPartTests(FragileSystem fragile)
{
    /// <summary>How many go on side by side: what is asked is what a death loses, not how much a small machine can do at once.</summary>
    private const int AtOnce = 4;

    /// <summary>All are in their middle when it dies, so that every one meets its death, and none the pauses after several.</summary>
    [Theory]
    [InlineData("rabbitmq")]
    [InlineData("notifier")]
    public async Task WhenAPartDiesInTheirMiddleAllJourneysEndAsTold(string part)
    {
        List<(string Number, Journey Journey)> begun = [];
        foreach (var number in JourneyCatalog.Numbers.Select(row => row.Data))
        {
            var journey = await JourneyCatalog.BeginQuickAsync(number, fragile.System, fragile.Authority);
            await journey.WalkAsync(to: journey.Middle);
            begun.Add((number, journey));
        }

        await Tool.SignalAsync("KILL", fragile.System.Pid(part));
        await Parallel.ForEachAsync(begun, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) => await EndAsync(one.Number, one.Journey));
    }

    private static async Task EndAsync(string number, Journey journey)
    {
        try
        {
            await journey.WalkAsync(from: journey.Middle);
            await journey.EndsAsToldAsync();
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidOperationException($"{number}: {failure.Message}", failure);
        }
    }
}
