using Mfa.Journeys.Tests.Journeys;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A system whose parts its tests pause and kill, one after the other.</summary>
public sealed class FragileSystem : IAsyncLifetime
{
    /// <summary>A broker starts in ten seconds on a busy machine, and whoever lost it asks again ever less often.</summary>
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(40);

    public MfaSystem System { get; private set; } = null!;

    /// <summary>Whose signatures the signature realms trust.</summary>
    public OpensslAuthority Authority { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Authority = await OpensslAuthority.CreateAsync();
        System = await MfaSystem.StartAsync(folder => JourneyCatalog.Furnish(folder, Authority));
        System.Grace = Restart;
    }

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        Authority.Dispose();
    }
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition]
public sealed class FragileSystemTests : ICollectionFixture<FragileSystem>;
