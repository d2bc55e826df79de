using Mfa.Notifier.Mail;
using Microsoft.Extensions.Configuration;

namespace Mfa.Notifier.Tests.Mail;

public sealed class MailSettingsTests
{
    [Fact]
    public void TheClearIsForLoopbackOnly()
    {
        Assert.Equal("none", Read(("Security", "none"), ("Host", "localhost")).Security);
        Assert.Equal("none", Read(("Security", "none"), ("Host", "127.0.0.1")).Security);
        Assert.Equal("none", Read(("Security", "none"), ("Host", "::1")).Security);
        Assert.Contains("Mail:Security none", Refused(("Security", "none"), ("Host", "mail.example.hu")), StringComparison.Ordinal);
        Assert.Contains("Mail:Security none", Refused(("Security", "none"), ("Host", "localhost.example.hu")), StringComparison.Ordinal);
    }

    [Fact]
    public void TlsIsTheDefault() => Assert.Equal("starttls", Read(("Host", "mail.example.hu")).Security);

    [Theory]
    [InlineData("Security", "ssl")]
    [InlineData("Port", "0")]
    [InlineData("User", "somebody")]
    [InlineData("TrustedCertificate", "/nowhere.pem")]
    [InlineData("Name", "a\r\nMAIL FROM:<x>")]
    [InlineData("Pauses:0", "0")]
    public void WhatCannotBeUsedIsNamed(string member, string value) =>
        Assert.StartsWith("Mail:" + member.Split(':')[0], Refused((member, value)), StringComparison.Ordinal);

    [Fact]
    public void ThePausesAreThoseOfTheRule() => Assert.Equal([1_000L, 5_000, 20_000, 60_000], Read().RetryPauses);

    private static MailSettings Read(params (string Member, string Value)[] members) => MailSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(members.Select(member => KeyValuePair.Create("Mail:" + member.Member, (string?)member.Value))).Build());

    private static string Refused(params (string, string)[] members) => Assert.Throws<InvalidOperationException>(() => Read(members)).Message;
}
