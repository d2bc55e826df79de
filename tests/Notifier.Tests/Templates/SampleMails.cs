using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Templates;
using Mfa.Realms;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>Every mail of the shipped realms in every language of theirs, filled with the same person, code and time.</summary>
internal static class SampleMails
{
    private static readonly Dictionary<string, string> Service = new(StringComparer.Ordinal)
    {
        ["hu"] = "EESZT Lakossági Portál",
        ["ro"] = "Portalul cetățeanului",
        ["ru"] = "Портал гражданина",
        ["en"] = "Citizens’ portal",
    };

    public const string Code = "482917";

    private static readonly DateTimeOffset At = new(2026, 11, 22, 9, 42, 0, TimeSpan.Zero);

    public static RealmCatalog Realms { get; } = RealmCatalog.Load([Path.Combine(AppContext.BaseDirectory, "realms")], production: true);

    public static TemplateCatalog Templates { get; } = TemplateCatalog.Load(Rig.TemplateFolder, Realms);

    public static TheoryData<string, string, string> Names() =>
        [.. from realm in Realms.All from locale in realm.Locales from name in TemplateNames.All.Order(StringComparer.Ordinal) select (realm.Id, locale, name)];

    public static RenderedMail Render(string realm, string locale, string name)
    {
        var found = Realms.Find(realm)!;
        var recipient = realm == "md-mpass"
            ? new MailRecipient("stefan@example.md", "Ștefan Țurcanu", locale, "2000000000000")
            : new MailRecipient("kata@example.hu", "Kiss Kata", locale, "kiss.kata");
        return new MailRenderer(Templates).Render(Order(realm, name), found, locale, recipient, Content(name));
    }

    /// <returns>The message as it goes to the mail server.</returns>
    public static OutgoingMail Message(string realm, string locale, string name) => MessageWriter.Write(
        Order(realm, name), Realms.Find(realm)!, locale, Mailbox.Parse("kata@example.hu")!, Render(realm, locale, name));

    private static SendMail Order(string realm, string name) => new()
    {
        MailId = "chl_sample.1",
        Realm = realm,
        Template = name,
        AccountId = "acc_sample",
        SessionIdentifier = TemplateNames.Codes.Contains(name) ? "731" : null,
        Recipient = "",
        Content = "",
        CreatedAt = At.ToUnixTimeMilliseconds(),
        ExpiresAt = At.AddMinutes(10).ToUnixTimeMilliseconds(),
    };

    private static MailContent Content(string name)
    {
        var at = At.ToUnixTimeMilliseconds();
        if (name == TemplateNames.AccountChanges)
            return new MailContent { At = at, Changes = [.. Changes(At.AddMinutes(-20))] };
        if (!TemplateNames.Codes.Contains(name))
            return new MailContent { At = at, Factor = HasFactor(name) ? "totp" : null };
        return new MailContent
        {
            At = at,
            Code = new DisclosedText(Code),
            LifeSeconds = 600,
            Service = name == "sign-in-code" ? Service : null,
            // As long as those of Challenge, so that a picture shows how its link breaks.
            ReportToken = new DisclosedText(string.Concat(Enumerable.Repeat("bWQtbXBhc3N8YWNjXzEyMzQ1", 6)) + ".1.Jx3k-S2mUqg9T4v_PzL0aBcDeFgHiJkLmNoPqRsTuVw"),
        };
    }

    /// <summary>One of each, so that every word of a frame is seen, and one that only a later version knows.</summary>
    private static IEnumerable<MailChange> Changes(DateTimeOffset first) =>
        TemplateNames.Notices.Order(StringComparer.Ordinal).Append("of-tomorrow").Index().Select(change => new MailChange(
            first.AddMinutes(change.Index).ToUnixTimeMilliseconds(), change.Item, HasFactor(change.Item) ? "email" : null));

    private static bool HasFactor(string name) => name.StartsWith("factor-", StringComparison.Ordinal) || name == "enrolment-success";
}
