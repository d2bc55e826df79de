using Mfa.Samples.Portal.Tests.Browser;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>All journeys by their numbers.</summary>
internal static class JourneyCatalog
{
    private static readonly Dictionary<string, Func<Scene, Journey>> InHungary = new(StringComparer.Ordinal)
    {
        ["H1"] = scene => new H1FirstEnrolmentByMail(scene),
        ["H2"] = scene => new H2SignInByMail(scene),
        ["H3"] = scene => new H3AddMailToApp(scene),
        ["H4"] = scene => new H4FirstEnrolmentWithApp(scene),
        ["H5"] = scene => new H5SignInWithApp(scene),
        ["H6"] = scene => new H6MoveApp(scene),
        ["H7"] = scene => new H7LostPhone(scene),
        ["H8"] = scene => new H8SlowMail(scene),
        ["H9"] = scene => new H9NotMe(scene),
        ["P1"] = scene => new P1FactorsPage(scene),
        ["P1, changes"] = scene => new P1Changes(scene),
    };

    private static readonly Dictionary<string, Func<Scene, Journey>> InMoldova = new(StringComparer.Ordinal)
    {
        ["M1"] = scene => new M1Activation(scene),
        ["M2"] = scene => new M2SignIn(scene),
        ["M3"] = scene => new M3NewPasswordAndPhone(scene),
        ["M4"] = scene => new M4AccountPages(scene),
    };

    public static IEnumerable<string> Hungarian => InHungary.Keys;

    public static IEnumerable<string> Moldovan => InMoldova.Keys;

    /// <summary>Walks one in a browser of its own.</summary>
    /// <param name="change">Another way to come than its country's usual one.</param>
    public static async Task WalkAsync(string number, PortalSystem portal, Func<Browsing, Browsing>? change = null)
    {
        var isHungarian = InHungary.TryGetValue(number, out var make);
        var browsing = isHungarian ? Browsing.InHungary : Browsing.InMoldova;
        await using var visitor = await portal.VisitAsync(change?.Invoke(browsing) ?? browsing);
        await (make ?? InMoldova[number])(new Scene(await portal.SystemAsync(), visitor)).WalkAsync();
    }
}
