using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>All journeys by their numbers, each with the realm that ships with it and one with its rules and little work, for variants.</summary>
internal static class JourneyCatalog
{
    private const string Hungary = "hu-ugyfelkapu";
    private const string QuickHungary = "quick-ugyfelkapu";
    private const string Moldova = "md-mpass";
    private const string QuickMoldova = "quick-mpass";
    private const string BeforeDate = "before-date";

    private static readonly Dictionary<string, (Func<Place, Journey> Make, string Realm, string Quick)> All = new(StringComparer.Ordinal)
    {
        ["before the date"] = (place => new BeforeTheDate(place), BeforeDate, BeforeDate),
        ["H1"] = (place => new H1FirstEnrolmentByMail(place), Hungary, QuickHungary),
        ["H2"] = (place => new H2SignInByMail(place), Hungary, QuickHungary),
        ["H3"] = (place => new H3AddMailToApp(place), Hungary, QuickHungary),
        ["H4"] = (place => new H4FirstEnrolmentWithApp(place), Hungary, QuickHungary),
        ["H5"] = (place => new H5SignInWithApp(place), Hungary, QuickHungary),
        ["H6"] = (place => new H6MoveApp(place), Hungary, QuickHungary),
        ["H7"] = (place => new H7LostPhone(place), Hungary, QuickHungary),
        // The shipped realm makes one wait 30 s for a second mail; the demonstration does.
        ["H8"] = (place => new H8SlowMail(place), QuickHungary, QuickHungary),
        ["H9"] = (place => new H9NotMe(place), Hungary, QuickHungary),
        ["P1"] = (place => new P1FactorsPage(place), Hungary, QuickHungary),
        ["M1"] = (place => new M1Activation(place), Moldova, QuickMoldova),
        ["M2"] = (place => new H5SignInWithApp(place), Moldova, QuickMoldova),
        ["M3"] = (place => new M3NewPasswordAndPhone(place), Moldova, QuickMoldova),
        ["M4"] = (place => new P1FactorsPage(place), Moldova, QuickMoldova),
        ["a phone is moved in MPass"] = (place => new H6MoveApp(place), Moldova, QuickMoldova),
        ["a phone is lost in MPass"] = (place => new H7LostPhone(place), Moldova, QuickMoldova),
    };

    public static TheoryData<string> Numbers => [.. All.Keys];

    /// <summary>In the realm it ships with.</summary>
    public static Task<Journey> BeginAsync(string number, MfaSystem system, OpensslAuthority authority) => BeginAsync(number, All[number].Realm, system, authority);

    /// <summary>In the quick realm of the same rules.</summary>
    public static Task<Journey> BeginQuickAsync(string number, MfaSystem system, OpensslAuthority authority) => BeginAsync(number, All[number].Quick, system, authority);

    /// <summary>Lays out whose signatures the signature realms trust.</summary>
    public static void Furnish(string folder, OpensslAuthority authority)
    {
        foreach (var realm in (string[])[Moldova, QuickMoldova])
            authority.TrustIn(Path.Combine(folder, "trust", realm));
    }

    private static async Task<Journey> BeginAsync(string number, string realm, MfaSystem system, OpensslAuthority authority)
    {
        var journey = All[number].Make(new Place(system, realm, realm == Hungary ? "hu" : "en", realm is Moldova or QuickMoldova ? authority : null));
        await journey.PrepareAsync();
        return journey;
    }
}
