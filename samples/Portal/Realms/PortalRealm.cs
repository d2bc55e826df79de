using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Mfa.Samples.Portal.Realms;

/// <summary>One of the sign-in systems whose pages these are.</summary>
internal sealed class PortalRealm
{
    /// <summary>The realm's id at the service.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>The first segment of its pages' paths.</summary>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>Who its assertions are from.</summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>The language of who has not chosen one.</summary>
    [Required]
    public string Language { get; set; } = "";

    [Required]
    public string TimeZone { get; set; } = "";

    /// <summary>Where the link "this was not me" of its mails leads.</summary>
    [Required]
    public string ReportPath { get; set; } = "";

    /// <summary>Sign-in begins with an electronic signature where a password or a phone is missing.</summary>
    public bool HasSignatures { get; set; }

    /// <summary>Whether the realm's people can have codes by e-mail.</summary>
    public bool HasMailCodes { get; set; }

    /// <summary>By language.</summary>
    public Dictionary<string, string> Names { get; set; } = [];

    public HelpDesk Help { get; set; } = new();

    /// <summary>What one can sign in to from here.</summary>
    public SampleService[] Services { get; set; } = [];

    public string Name => InLanguage(Names);

    public SampleService? FindService(string? key) => Array.Find(Services, service => service.Key == key);

    /// <returns>The instant on a clock that hangs in the realm's own country.</returns>
    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    /// <returns>The day on the realm's calendar, as the reader's language writes it.</returns>
    public string Day(DateTimeOffset instant) => Local(instant).ToString("d", CultureInfo.CurrentCulture);

    /// <returns>The time on that clock.</returns>
    public string Clock(DateTimeOffset instant, bool seconds = false) => Local(instant).ToString(seconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);

    public string Moment(DateTimeOffset instant, bool seconds = false) => $"{Day(instant)} {Clock(instant, seconds)}";

    internal static string InLanguage(Dictionary<string, string> texts) =>
        texts.GetValueOrDefault(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? texts.Values.First();

    /// <summary>Who helps when nothing works.</summary>
    internal sealed class HelpDesk
    {
        public Dictionary<string, string> Names { get; set; } = [];

        public string Phone { get; set; } = "";

        public string Email { get; set; } = "";

        public Uri? Terms { get; set; }

        public Uri? Questions { get; set; }

        public Uri? Integration { get; set; }

        public string Name => InLanguage(Names);
    }

    /// <summary>A service that leaves sign-in to the portal.</summary>
    internal sealed class SampleService
    {
        public string Key { get; set; } = "";

        public Dictionary<string, string> Names { get; set; } = [];

        /// <summary>What it is for, in one line.</summary>
        public Dictionary<string, string> Purposes { get; set; } = [];

        public string Name => InLanguage(Names);

        public string Purpose => InLanguage(Purposes);
    }
}
