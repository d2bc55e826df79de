using Mfa.Bus.Mail;
using Mfa.Notifier.Templates;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Notifier.Tests.Templates;

public sealed class MailRendererTests : IDisposable
{
    private const string Evil = "\r\nBcc: x@evil.example\u2028<script>alert(1)</script>\u202E \"'&{{code}}";

    private readonly Rig _rig = new();

    public void Dispose() => _rig.Dispose();

    public static TheoryData<string, string, string> All()
    {
        using var rig = new Rig();
        return [.. from realm in rig.Realms.All from locale in realm.Locales from name in TemplateNames.All select (realm.Id, locale, name)];
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryMailIsWholeInEveryRealm(string realm, string locale, string name)
    {
        var mail = Render(realm, locale, name);

        Assert.Empty(MailRules.Filled(mail));
        Assert.Empty(MailRules.Codes(mail, TemplateNames.Codes.Contains(name)));
        Assert.NotEmpty(mail.Subject);
        Assert.Contains(_rig.Realms.Find(realm)!.Help.Phone, mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enrolment-code", "Ügyfélkapu+ igénylés – Megerősítő kód")]
    [InlineData("enrolment-success", "Sikeres Ügyfélkapu+ igénylés")]
    [InlineData("sign-in-code", "Ügyfélkapu+ hitelesítő kód")]
    public void TheSubjectsAreThoseOfTheModel(string name, string subject) => Assert.Equal(subject, Render("hu-ugyfelkapu", "hu", name).Subject);

    [Fact]
    public void ASignInCodeTellsWhatToCompare()
    {
        var at = new DateTimeOffset(2026, 11, 22, 9, 42, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var text = Render("hu-ugyfelkapu", "hu", "sign-in-code", content => content with { At = at }).Text;

        Assert.Contains("Munkamenet-azonosító: 731\nSzolgáltatás: EESZT Lakossági Portál\nIdőpont: 2026. november 22. 10:42\n", text, StringComparison.Ordinal);
        Assert.Contains("A kód 10:52-ig (10 percig) érvényes", text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://ugyfelkapu.example.hu/nem-en-voltam?token=report.token%2B%2F%3D\n", text, StringComparison.Ordinal);
        Assert.Contains("Tisztelt Kiss Kata!", text, StringComparison.Ordinal);
        Assert.Contains("1818", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ro", "22 noiembrie 2026, 11:42")]
    [InlineData("ru", "22 ноября 2026 г., 11:42")]
    [InlineData("en", "22 November 2026, 11:42")]
    public void TimesAreTheRealmsAndTheLanguages(string locale, string time)
    {
        var at = new DateTimeOffset(2026, 11, 22, 9, 42, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        Assert.Contains(time, Render("md-mpass", locale, "password-changed", content => content with { At = at }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAServiceItsLineIsLeftOut()
    {
        var mail = Render("hu-ugyfelkapu", "hu", "sign-in-code", content => content with { Service = null });

        Assert.DoesNotContain("Szolgáltatás", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void AServiceWithoutThePersonsLanguageIsNamedInTheRealms()
    {
        var mail = Render("hu-ugyfelkapu", "en", "sign-in-code", content => content with { Service = new Dictionary<string, string> { ["hu"] = "Magyar név" } });

        Assert.Contains("Service: Magyar név\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void NoValueBreaksOut()
    {
        var mail = Render("hu-ugyfelkapu", "hu", "sign-in-code", content => content with
        {
            Service = new Dictionary<string, string> { ["hu"] = Evil },
            Code = new DisclosedText(Evil),
            ReportToken = new DisclosedText(Evil),
        }, Evil, Evil);

        Assert.DoesNotContain("\nBcc:", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', mail.Text + mail.Html);
        Assert.DoesNotContain('\u2028', mail.Text + mail.Html);
        Assert.Empty(MailPage.Read(mail.Html).Descendants("script"));
    }

    [Theory]
    [InlineData("Kiss-Nagy Kata", true)]
    [InlineData("Dr. Kovács Béla", true)]
    [InlineData("Ștefan Țurcanu", true)]
    [InlineData("O'Hara", true)]
    [InlineData("you won: evil.example", false)]
    [InlineData("www.evil", false)]
    [InlineData("https//evil", false)]
    [InlineData("call 0611", false)]
    public void ANameThatCarriesAMessageIsLeftOut(string name, bool isShown) =>
        Assert.Equal(isShown, Render("hu-ugyfelkapu", "hu", "sign-in-code", person: name).Text.Contains(name, StringComparison.Ordinal));

    [Fact]
    public void APersonWithoutANameIsGreetedToo() =>
        Assert.StartsWith("Tisztelt Ügyfelünk!\n\n", Render("hu-ugyfelkapu", "hu", "sign-in-code", person: "www.evil").Text, StringComparison.Ordinal);

    [Fact]
    public void SeveralChangesAreAListOfLinesOldestFirst()
    {
        var at = new DateTimeOffset(2026, 11, 22, 9, 42, 0, TimeSpan.Zero);
        var mail = Render("hu-ugyfelkapu", "hu", "account-changes", content => content with
        {
            Changes = [new MailChange(at.ToUnixTimeMilliseconds(), "factor-added", "totp"), new MailChange(at.AddMinutes(3).ToUnixTimeMilliseconds(), "password-changed", null)],
        });

        Assert.Contains("\n- 2026. november 22. 10:42: Új hitelesítési mód (hitelesítő alkalmazás)\n- 2026. november 22. 10:45: Megváltozott jelszó\n\n", mail.Text, StringComparison.Ordinal);
        Assert.Equal(2, MailPage.Read(mail.Html).Descendants("li").Count());
    }

    [Fact]
    public void AChangeOrFactorOfALaterVersionIsStillTold()
    {
        var mail = Render("md-mpass", "en", "account-changes", content => content with
        {
            Changes = [new MailChange(content.At, "passkey-added", "passkey"), new MailChange(content.At, "factor-added", "passkey")],
        });

        Assert.Contains(": Another change\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains(": A new sign-in method was set up\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ContrastIsTheStandards()
    {
        Assert.Equal(21, Colours.Contrast("#000000", Colours.White), 3);
        Assert.Equal(1, Colours.Contrast("#ffffff", Colours.White), 3);
        Assert.Equal(4.54, Colours.Contrast("#767676", Colours.White), 2);
    }

    private RenderedMail Render(string realm, string locale, string name, Func<MailContent, MailContent>? change = null, string person = "Kiss Kata", string label = "kata")
    {
        var order = _rig.Order(realm: realm, template: name, locale: locale);
        var content = _rig.Sealed.OpenContent(order.Content, realm, order.ChallengeId!) with { Factor = "totp" };
        return new MailRenderer(_rig.Templates).Render(order, _rig.Realms.Find(realm)!, locale, new MailRecipient("kata@example.hu", person, locale, label), change?.Invoke(content) ?? content);
    }
}
