using System.Diagnostics;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

[CollectionDefinition(nameof(SignInTimeTests), DisableParallelization = true)]
public sealed class AloneForTime;

/// <summary>How long a refusal takes tells nothing of the account: known, unknown, locked, without a password, unconfirmed.</summary>
[Collection(nameof(SignInTimeTests))]
public sealed class SignInTimeTests(DirectoryApp app)
{
    /// <summary>The processor's time: what another program does meanwhile does not show in it.</summary>
    [Fact]
    public async Task ARefusalTakesAsMuchWorkForEveryAccount()
    {
        var medians = await MediansAsync("some-work", people: 1, rounds: 80, () => Environment.CpuUsage.TotalTime);
        Assert.True(medians.Values.Max() <= 1.15 * medians.Values.Min(), Told(medians));
    }

    /// <summary>The clock's time, which needs a quiet machine and patience.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task ARefusalTakesAsLongForEveryAccount()
    {
        var medians = await MediansAsync("full-work", people: 6, rounds: 50, () => Stopwatch.GetElapsedTime(0));
        var spread = medians.Values.Max() - medians.Values.Min();
        Assert.True(spread <= 2 || spread <= 0.02 * medians.Values.Min(), Told(medians));
    }

    /// <summary>
    /// Milliseconds. Several people a kind, each for fewer rounds than an identity's limit. The kinds take turns in changing order, each attempt from a
    /// network of its own so that no throttle speaks; a round is measured against its own mean, because what else the machine does changes from round
    /// to round.
    /// </summary>
    private async Task<Dictionary<string, double>> MediansAsync(string realm, int people, int rounds, Func<TimeSpan> clock)
    {
        string[] kinds = ["known", "unknown", "locked", "bare", "unconfirmed"];
        var measured = new List<double[]>();
        for (var person = 0; person < people; person++)
        {
            string[] identifiers =
            [
                await RegisteredAsync(realm), Ask.NewUsername(), await RegisteredAsync(realm, app.LockAsync), await RegisteredAsync(realm, app.TakePasswordAsync),
                await RegisteredAsync(realm, app.UnconfirmAsync),
            ];
            for (var round = -2; round < rounds; round++)
            {
                var times = new double[kinds.Length];
                foreach (var kind in Enumerable.Range(0, kinds.Length).Select(turn => (turn + round + kinds.Length) % kinds.Length))
                    times[kind] = await TimeAsync(realm, identifiers[kind], clock);
                if (round >= 0)
                    measured.Add(times);
            }
        }

        var typical = Median(measured.Select(times => times.Average()));
        double TypicalOf(int kind) => typical * Median(measured.Select(times => times[kind] / times.Average()));
        return kinds.Index().ToDictionary(kind => kind.Item, kind => TypicalOf(kind.Index), StringComparer.Ordinal);
    }

    private async Task<double> TimeAsync(string realm, string identifier, Func<TimeSpan> clock)
    {
        var started = clock();
        (await app.Main.TryAsync(realm, identifier, "a wrong password", Ask.NewAddress())).Expect(422, "invalid-credentials");
        return (clock() - started).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static string Told(Dictionary<string, double> medians) => string.Join(", ", medians.Select(median => $"{median.Key} {median.Value:F2} ms"));

    private async Task<string> RegisteredAsync(string realm, Func<Person, Task>? change = null)
    {
        var person = await app.Main.RegisterAsync(realm);
        if (change is not null)
            await change(person);
        return person.Identifier;
    }
}
