using Mfa.Journeys.Tests.Journeys;
using Mfa.Testing;
using StackExchange.Redis;

// One after the other: each of these systems is a dozen processes, and what they measure is time and order.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Mfa.Journeys.Tests.RunningSystem))]

namespace Mfa.Journeys.Tests;

/// <summary>One system with two instances of Challenge, for all journeys that leave its servers alone.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private ConnectionMultiplexer? _redis;

    public MfaSystem System { get; private set; } = null!;

    /// <summary>The code store, to count what was counted.</summary>
    public IDatabase Redis => _redis!.GetDatabase();

    public RelyingParty Main { get; private set; } = null!;

    /// <summary>Whose signatures the signature realms trust.</summary>
    public OpensslAuthority Authority { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Authority = await OpensslAuthority.CreateAsync();
        System = await MfaSystem.StartAsync(folder => JourneyCatalog.Furnish(folder, Authority), "--challenge-replicas", "2");
        _redis = await ConnectionMultiplexer.ConnectAsync(System.ConnectionString("challenge-redis"));
        Main = System.RelyingParty();
    }

    public async ValueTask DisposeAsync()
    {
        _redis?.Dispose();
        await System.DisposeAsync();
        Authority.Dispose();
    }

    public Task<long> WrongCodesAsync(Person person) => Redis.SortedSetLengthAsync($"mfa:wrong:{person.Realm}:{person.AccountId}");
}
