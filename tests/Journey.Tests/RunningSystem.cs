using Mfa.Journeys.Tests.Journeys;
using Mfa.Journeys.Tests.Telemetry;
using Mfa.Testing;
using StackExchange.Redis;

// One after the other: each of these systems is a dozen processes, and what they measure is time and order.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Mfa.Journeys.Tests.RunningSystem))]

namespace Mfa.Journeys.Tests;

/// <summary>One system with two instances of Challenge, for all journeys that leave its servers alone. Everything it does is told to <see cref="Telemetry"/>.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private static readonly string[] Services = ["gateway", "directory", "enrollment", "challenge", "notifier"];

    private ConnectionMultiplexer? _redis;

    public MfaSystem System { get; private set; } = null!;

    /// <summary>The code store, to count what was counted.</summary>
    public IDatabase Redis => _redis!.GetDatabase();

    public RelyingParty Main { get; private set; } = null!;

    /// <summary>Whose signatures the signature realms trust.</summary>
    public OpensslAuthority Authority { get; private set; } = null!;

    public OtlpReceiver Telemetry { get; } = new();

    /// <summary>The wire from the second instance of Challenge to Enrollment.</summary>
    public Gate ToEnrollment { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Authority = await OpensslAuthority.CreateAsync();
        ToEnrollment = new Gate(() => System.Url("enrollment", endpoint: "h2c"));
        System = await MfaSystem.StartAsync(
            folder => JourneyCatalog.Furnish(folder, Authority),
            ["--challenge-replicas", "2", "--set", $"challenge.1:services__enrollment__h2c__0={ToEnrollment.Address}", .. Telemetry.OptionsFor(Services)]);
        _redis = await ConnectionMultiplexer.ConnectAsync(System.ConnectionString("challenge-redis"));
        Main = System.RelyingParty();
    }

    public async ValueTask DisposeAsync()
    {
        _redis?.Dispose();
        await System.DisposeAsync();
        await ToEnrollment.DisposeAsync();
        Telemetry.Dispose();
        Authority.Dispose();
    }

    public Task<long> WrongCodesAsync(Person person) => Redis.SortedSetLengthAsync($"mfa:wrong:{person.Realm}:{person.AccountId}");
}
