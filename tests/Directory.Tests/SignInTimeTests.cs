using System.Diagnostics;
using Mfa.Directories.Domain;
using Mfa.Directories.Tests.Service;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

[CollectionDefinition(nameof(SignInTimeTests), DisableParallelization = true)]
public sealed class AloneForTime;

/// <summary>How long a refusal takes tells nothing of the account: known, unknown, locked, without a password.</summary>
[Collection(nameof(SignInTimeTests))]
public sealed class SignInTimeTests(DirectoryApp app)
{
    private const string Realm = "full-work";

    [Fact]
    public async Task ARefusalTakesAsLongForEveryAccount()
    {
        var medians = await MediansAsync(samples: 13);
        Assert.InRange(medians.Values.Max() / medians.Values.Min(), 1, 1.15);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task TheDifferenceIsBelowTwoPercentOrTwoMilliseconds()
    {
        var medians = await MediansAsync(samples: 200);
        var spread = medians.Values.Max() - medians.Values.Min();
        Assert.True(spread <= 2 || spread <= 0.02 * medians.Values.Min(), string.Join(", ", medians.Select(median => $"{median.Key} {median.Value:F2} ms")));
    }

    /// <summary>Milliseconds; the kinds take turns, each attempt from a network of its own so that no throttle speaks.</summary>
    private async Task<Dictionary<string, double>> MediansAsync(int samples)
    {
        var kinds = new Dictionary<string, Func<Task<string>>>(StringComparer.Ordinal)
        {
            ["known"] = () => RegisteredAsync(null),
            ["unknown"] = () => Task.FromResult(Ask.NewUsername()),
            ["locked"] = () => RegisteredAsync(accounts => accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AccountStatus.Locked))),
            ["bare"] = () => RegisteredAsync(accounts => accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, (string?)null))),
        };
        var identifiers = new Dictionary<string, string>(StringComparer.Ordinal);
        var times = kinds.Keys.ToDictionary(kind => kind, _ => new List<double>(), StringComparer.Ordinal);
        for (var sample = -2; sample < samples; sample++)
        {
            foreach (var (kind, make) in kinds)
            {
                if (sample == -2 || sample % 50 == 0)
                    identifiers[kind] = await make();
                var started = Stopwatch.GetTimestamp();
                (await app.Main.TryAsync(Realm, identifiers[kind], "a wrong password", Ask.NewAddress())).Expect(422, "invalid-credentials");
                if (sample >= 0)
                    times[kind].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return times.ToDictionary(kind => kind.Key, kind => kind.Value.Order().ElementAt(kind.Value.Count / 2), StringComparer.Ordinal);
    }

    private async Task<string> RegisteredAsync(Func<IQueryable<Account>, Task<int>>? change)
    {
        var person = await app.Main.RegisterAsync(Realm);
        if (change is not null)
            await app.InDatabaseAsync(db => change(db.Accounts.Where(a => a.Id == person.AccountId)));
        return person.Identifier;
    }
}
