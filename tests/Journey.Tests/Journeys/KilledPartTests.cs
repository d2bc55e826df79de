using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>The same journeys while the broker or Notifier dies in their middle and is started anew: nothing is lost, nothing comes twice.</summary>
[Trait("Category", "Slow")]
public sealed class KilledPartTests(KilledPartTests.Fragile fragile) : IClassFixture<KilledPartTests.Fragile>
{
    /// <summary>A system whose parts these tests kill.</summary>
    public sealed class Fragile : IAsyncLifetime
    {
        public MfaSystem System { get; private set; } = null!;

        public OpensslAuthority Authority { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Authority = await OpensslAuthority.CreateAsync();
            System = await MfaSystem.StartAsync(folder => JourneyCatalog.Furnish(folder, Authority));
        }

        public async ValueTask DisposeAsync()
        {
            await System.DisposeAsync();
            Authority.Dispose();
        }
    }

    public static TheoryData<string> Numbers => JourneyCatalog.Numbers;

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task WithTheBrokerKilledInItsMiddleItEndsAsTold(string number) => WalkAsync(number, "rabbitmq");

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task WithNotifierKilledInItsMiddleItEndsAsTold(string number) => WalkAsync(number, "notifier");

    private async Task WalkAsync(string number, string part)
    {
        var journey = await JourneyCatalog.BeginQuickAsync(number, fragile.System, fragile.Authority);
        await journey.WalkAsync(step => step == journey.Steps.Count / 2 ? Tool.SignalAsync("KILL", fragile.System.Pid(part)) : Task.CompletedTask);
        await journey.EndsAsToldAsync();
        await fragile.System.UntilReadyAsync("notifier");
    }
}
