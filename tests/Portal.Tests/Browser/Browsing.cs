namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>How somebody comes to the portal.</summary>
/// <param name="Locale">Of the browser.</param>
/// <param name="Width">Of its window.</param>
/// <param name="Scripts">Whether it runs any.</param>
/// <param name="EveryLanguage">Each page is looked at in all languages and widths.</param>
internal sealed record Browsing(string Locale, int Width = 1024, bool Scripts = true, bool EveryLanguage = false)
{
    public static Browsing InHungary { get; } = new("hu-HU");

    public static Browsing InMoldova { get; } = new("ro-RO");
}
