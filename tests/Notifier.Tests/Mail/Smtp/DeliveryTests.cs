using System.Text.RegularExpressions;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Mail.Smtp;
using Mfa.Notifier.Tests.MailServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mfa.Notifier.Tests.Mail.Smtp;

/// <summary>The same delivery to four real servers; to two of them over STARTTLS and signed in.</summary>
public sealed partial class DeliveryTests
{
    [Theory]
    [InlineData("maildev")]
    [InlineData("opensmtpd")]
    [InlineData("postfix")]
    [InlineData("aiosmtpd")]
    public async Task AMailArrivesAsItWasMade(string name)
    {
        using var rig = new Rig();
        await using var server = await RealServer.StartAsync(name);
        await using var transport = new SmtpTransport(server.Settings, TimeProvider.System, NullLogger<SmtpTransport>.Instance);
        string[] locales = ["hu", "en", "hu"];

        foreach (var (index, locale) in locales.Index())
        {
            var mail = rig.Composer.Compose(rig.Order(locale: locale, code: $"10000{index}"))!;
            var result = await transport.SendAsync(mail, () => Task.FromResult(true), CancellationToken.None);
            Assert.Equal((MailResultKind.HandedOver, "2xx"), (result.Kind, result.ReplyClass));
        }

        var kept = await server.MailsAsync(3);
        Assert.Equal(3, kept.Count);
        foreach (var index in Enumerable.Range(0, 3))
        {
            var source = Assert.Single(kept, mail => mail.Contains($"10000{index}", StringComparison.Ordinal)).ReplaceLineEndings("\n");
            Assert.Contains("\nTo: <kata@example.hu>\n", source, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("\nAuto-Submitted: auto-generated\n", source, StringComparison.OrdinalIgnoreCase);
            Assert.Matches(MessageId(), source);
            Assert.Single(HtmlPart().Matches(source));
        }
    }

    [Theory]
    [InlineData("aiosmtpd", "wrong horse", "localhost", MailResultKind.Deferred, "535 5.7.8")]
    [InlineData("postfix", "wrong horse", "localhost", MailResultKind.Deferred, "535 5.7.8")]
    [InlineData("aiosmtpd", "correct horse", "127.0.0.1", MailResultKind.Deferred, null)]
    public async Task AWrongPasswordOrNameIsNoWayIn(string name, string password, string host, object kind, string? reply)
    {
        await using var server = await RealServer.StartAsync(name);
        var settings = new MailSettings
        {
            Host = host,
            Port = server.Port,
            Security = "starttls",
            User = "notifier",
            Password = password,
            TrustedCertificate = server.Settings.TrustedCertificate,
        };
        await using var transport = new SmtpTransport(settings, TimeProvider.System, NullLogger<SmtpTransport>.Instance);

        var mail = new OutgoingMail("a@example.hu", "b@example.hu", "Subject: x\r\n\r\n"u8.ToArray());
        Assert.Equal(new MailResult((MailResultKind)kind, reply), await transport.SendAsync(mail, () => Task.FromResult(true), CancellationToken.None));
    }

    [Fact]
    public async Task AServerNobodyVouchesForIsNotTrusted()
    {
        await using var server = await RealServer.StartAsync("aiosmtpd");
        var settings = new MailSettings { Host = "localhost", Port = server.Port, Security = "starttls", User = "notifier", Password = "correct horse" };
        await using var transport = new SmtpTransport(settings, TimeProvider.System, NullLogger<SmtpTransport>.Instance);

        var mail = new OutgoingMail("a@example.hu", "b@example.hu", "Subject: x\r\n\r\n"u8.ToArray());
        Assert.Equal(new MailResult(MailResultKind.Deferred), await transport.SendAsync(mail, () => Task.FromResult(true), CancellationToken.None));
        Assert.Empty(await server.MailsAsync(0));
    }

    [GeneratedRegex("\nMessage-ID: <chl_[a-z2-7]{26}\\.1@ugyfelkapu\\.example\\.hu>\n", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex MessageId();

    [GeneratedRegex("(?m)^Content-Type: text/html; charset=utf-8$", RegexOptions.None, 1000)]
    private static partial Regex HtmlPart();
}
