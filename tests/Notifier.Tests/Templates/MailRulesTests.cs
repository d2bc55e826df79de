using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mfa.Notifier.Templates;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>Each rule over every mail, and each rule against a mail that breaks it.</summary>
public sealed class MailRulesTests
{
    [Theory]
    [MemberData(nameof(SampleMails.Names), MemberType = typeof(SampleMails))]
    public void EveryMailKeepsTheRules(string realm, string locale, string name)
    {
        var (mail, owner) = (SampleMails.Render(realm, locale, name), SampleMails.Realms.Find(realm)!);

        Assert.Empty(MailRules.Filled(mail));
        Assert.Empty(MailRules.Helps(mail, owner, locale));
        Assert.Empty(MailRules.Links(mail, owner));
        Assert.Empty(MailRules.Codes(mail, TemplateNames.Codes.Contains(name)));
        Assert.Empty(MailRules.Letters(mail, locale));
        Assert.Empty(MailRules.Stays(mail));
        Assert.Empty(MailRules.Built(mail, locale));
        Assert.Empty(MailRules.SaysTheSame(mail));
        Assert.Empty(Contrast.Unreadable(mail.Html, dark: false));
        Assert.Empty(Contrast.Unreadable(mail.Html, dark: true));
    }

    [Theory]
    [MemberData(nameof(SampleMails.Names), MemberType = typeof(SampleMails))]
    public void EveryMessageIsSevenBitLinesThatAnyServerTakes(string realm, string locale, string name)
    {
        var message = SampleMails.Message(realm, locale, name).Content;

        Assert.All(message, octet => Assert.InRange(octet, (byte)10, (byte)126));
        Assert.All(Encoding.ASCII.GetString(message).Split("\r\n"), line => Assert.True(line.Length <= 78, line));
    }

    [Fact]
    public void EverySubjectIsItsOwn() => Assert.All(
        SampleMails.Names().Select(mail => mail.Data).GroupBy(mail => (mail.Item1, mail.Item2)),
        locale => Assert.Equal(TemplateNames.All.Count, locale.Select(mail => SampleMails.Render(mail.Item1, mail.Item2, mail.Item3).Subject).Distinct().Count()));

    [Theory]
    [InlineData("{{code}}", nameof(MailRules.Filled))]
    [InlineData("https://evil.example/", nameof(MailRules.Links))]
    [InlineData("and 123456", nameof(MailRules.Codes))]
    [InlineData("aşa", nameof(MailRules.Letters))]
    [InlineData("кoд", nameof(MailRules.Letters))]
    [InlineData("e\u0301", nameof(MailRules.Letters))]
    [InlineData("<img alt='x' src='https://mpass.example.md/pixel'/>", nameof(MailRules.Stays))]
    [InlineData("<p style=\"width:600px\">x</p>", nameof(MailRules.Stays))]
    [InlineData("<p style=\"background:url(x)\">x</p>", nameof(MailRules.Stays))]
    [InlineData("<h1>Twice</h1>", nameof(MailRules.Built))]
    [InlineData("<a href=\"ftp://mpass.example.md/\">file</a>", nameof(MailRules.Links))]
    [InlineData("<p>Only here</p>", nameof(MailRules.SaysTheSame))]
    [InlineData("<p style=\"color:#999999\">pale</p>", nameof(Contrast))]
    [InlineData("<p style=\"background:#f1f4f8\">a box that stays light</p>", nameof(Contrast))]
    public void AMailThatBreaksARuleIsFound(string added, string rule)
    {
        var mail = SampleMails.Render("md-mpass", "ro", "sign-in-code");
        var inText = added.StartsWith('<') ? "" : added;
        mail = mail with { Text = mail.Text + inText, Html = mail.Html.Replace("</body>", added + "</body>", StringComparison.Ordinal) };

        Assert.NotEmpty(rule switch
        {
            nameof(MailRules.Filled) => MailRules.Filled(mail),
            nameof(MailRules.Links) => MailRules.Links(mail, SampleMails.Realms.Find("md-mpass")!),
            nameof(MailRules.Codes) => MailRules.Codes(mail, hasCode: true),
            nameof(MailRules.Letters) => MailRules.Letters(mail, "ro"),
            nameof(MailRules.Stays) => MailRules.Stays(mail),
            nameof(MailRules.Built) => MailRules.Built(mail, "ro"),
            nameof(MailRules.SaysTheSame) => MailRules.SaysTheSame(mail),
            _ => Contrast.Unreadable(mail.Html, dark: false).Concat(Contrast.Unreadable(mail.Html, dark: true)),
        });
    }

    [Theory]
    [InlineData("1818")]
    [InlineData("ugyfelszolgalat@example.hu")]
    [InlineData("https://ugyfelkapu.example.hu/csatlakozas")]
    public void AHelpBlockWithAPartMissingIsFound(string part)
    {
        var mail = SampleMails.Render("hu-ugyfelkapu", "hu", "password-changed");
        mail = mail with { Text = mail.Text.Replace(part, "", StringComparison.Ordinal), Html = mail.Html.Replace(part, "", StringComparison.Ordinal) };

        Assert.True(MailRules.Helps(mail, SampleMails.Realms.Find("hu-ugyfelkapu")!, "hu").Count() >= 2);
    }

    /// <summary>Not only the shipped realms': a realm may choose any colour.</summary>
    [Fact]
    public void EveryColourOfARealmCanBeReadInBothModes() => Prop.ForAll(Arb.From(Gen.Choose(0, 0xffffff)), number =>
    {
        var (colour, own) = ($"#{number:x6}", SampleMails.Realms.Find("md-mpass")!.Colour);
        var html = SampleMails.Render("md-mpass", "ro", "sign-in-code").Html
            .Replace(Colours.Readable(own), Colours.Readable(colour), StringComparison.Ordinal)
            .Replace(Colours.ReadableOnDark(own), Colours.ReadableOnDark(colour), StringComparison.Ordinal);
        return !Contrast.Unreadable(html, dark: false).Any() && !Contrast.Unreadable(html, dark: true).Any();
    }).QuickCheckThrowOnFailure();
}
