using System.Text;
using Mfa.Notifier.Mail.Smtp;

namespace Mfa.Notifier.Tests.Mail.Smtp;

public sealed class SmtpReplyTests
{
    [Theory]
    [InlineData("250", 250, true, null)]
    [InlineData("250 ", 250, true, null)]
    [InlineData("250-PIPELINING", 250, false, null)]
    [InlineData("550 5.1.1 <kata@example.hu> no such user", 550, true, "5.1.1")]
    [InlineData("451-4.7.1 greylisted", 451, false, "4.7.1")]
    [InlineData("250 2.0.0", 250, true, "2.0.0")]
    [InlineData("550 4.1.1 of another class", 550, true, null)]
    [InlineData("550 5.1 short", 550, true, null)]
    [InlineData("550 5.1.kata no digits", 550, true, null)]
    [InlineData("550 5.1111.1 long", 550, true, null)]
    public void ALineIsRead(string line, int code, bool isLast, string? enhanced) =>
        Assert.Equal((code, isLast, enhanced), SmtpReply.ParseLine(Encoding.Latin1.GetBytes(line)));

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("2500 fine")]
    [InlineData("abc fine")]
    [InlineData("150 fine")]
    [InlineData("600 fine")]
    [InlineData("-25 fine")]
    [InlineData("\u00fe\u00ff250")]
    [InlineData("HTTP/1.1 200 OK")]
    public void WhatIsNoReplyIsRefused(string line) => Assert.Null(SmtpReply.ParseLine(Encoding.Latin1.GetBytes(line)));
}
