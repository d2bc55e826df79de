using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;

namespace Mfa.Samples.Portal.Tests.Access;

/// <summary>Every page of every journey in four languages, light and dark, from the narrowest width to a desktop's; a picture of each is kept.</summary>
[Trait("Category", "Slow")]
public sealed class EveryLanguageTests(PortalSystem portal)
{
    public static TheoryData<string> Numbers => [.. JourneyCatalog.Hungarian, .. JourneyCatalog.Moldovan];

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task EveryPageIsLookedAtInEveryLanguage(string number) => JourneyCatalog.WalkAsync(number, portal, browsing => browsing with { EveryLanguage = true });
}
