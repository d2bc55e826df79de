using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;

namespace Mfa.Samples.Portal.Tests.Access;

/// <summary>In a browser that runs no script every journey is the same.</summary>
public sealed class WithoutScriptsTests(PortalSystem portal)
{
    [Theory]
    [InlineData("H1")]
    [InlineData("H2")]
    [InlineData("M1")]
    public Task AJourneyLeadsWhereItSays(string number) => JourneyCatalog.WalkAsync(number, portal, browsing => browsing with { Scripts = false });
}
