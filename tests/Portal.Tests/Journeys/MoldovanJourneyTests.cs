using Mfa.Samples.Portal.Tests.Browser;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>Every journey of MPass by its number, in a real browser, in Romanian.</summary>
public sealed class MoldovanJourneyTests(PortalSystem portal)
{
    public static TheoryData<string> Numbers => [.. JourneyCatalog.Moldovan];

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task AJourneyLeadsWhereItSays(string number) => JourneyCatalog.WalkAsync(number, portal);
}
