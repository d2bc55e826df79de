using Mfa.Samples.Portal.Tests.Browser;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>Every journey of Ügyfélkapu+ by its number, in a real browser, in Hungarian.</summary>
public sealed class HungarianJourneyTests(PortalSystem portal)
{
    private const string SlowMail = "H8";

    public static TheoryData<string> Numbers => [.. JourneyCatalog.Hungarian.Where(number => number != SlowMail)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task AJourneyLeadsWhereItSays(string number) => JourneyCatalog.WalkAsync(number, portal);

    /// <summary>The shipped realm makes one wait 30 s for a second mail.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public Task ASlowMailIsSentAgainWithTheSameCode() => JourneyCatalog.WalkAsync(SlowMail, portal);
}
