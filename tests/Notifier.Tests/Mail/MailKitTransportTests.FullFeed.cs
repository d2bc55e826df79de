using Mfa.Notifier.Mail;
using Mfa.Notifier.Tests.MailServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mfa.Notifier.Tests.Mail;

/// <summary>The other transport keeps the same promises: what arrives, what is refused, and when nobody knows.</summary>
public sealed class MailKitTransportTests
{
    private static readonly OutgoingMail Message = new("no-reply@example.hu", "kata@example.hu", "Subject: a\r\n\r\n.dot\r\n"u8.ToArray());

    [Theory]
    [InlineData("maildev")]
    [InlineData("opensmtpd")]
    [InlineData("postfix")]
    [InlineData("aiosmtpd")]
    public async Task AMailArrivesAtARealServer(string name)
    {
        using var rig = new Rig();
        await using var server = await RealServer.StartAsync(name);
        using var transport = Transport(server.Settings);

        for (var number = 0; number < 3; number++)
        {
            var mail = rig.Composer.Compose(rig.Order(code: $"10000{number}"))!;
            Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(mail, Yes, CancellationToken.None)).Kind);
        }

        var kept = await server.MailsAsync(3);
        Assert.All(Enumerable.Range(0, 3), number => Assert.Single(kept, mail => mail.Contains($"10000{number}", StringComparison.Ordinal)));
        Assert.All(kept, mail => Assert.Contains("\nTo: <kata@example.hu>\n", mail.ReplaceLineEndings("\n"), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Where MailKit can't say whether the content had left, the mail counts as perhaps delivered.</summary>
    [Theory]
    [InlineData("MAIL", "550 5.7.1 no", MailResultKind.Refused, "5xx")]
    [InlineData("MAIL", "530 5.7.0 sign in", MailResultKind.Unknown, "none")]
    [InlineData("RCPT", "550 5.1.1 unknown", MailResultKind.Refused, "5xx")]
    [InlineData("RCPT", "451 4.7.1 greylisted", MailResultKind.Deferred, "4xx")]
    [InlineData("DATA", "554 5.5.1 none", MailResultKind.Refused, "5xx")]
    [InlineData(".", "554 5.6.0 spam", MailResultKind.Refused, "5xx")]
    [InlineData(".", "452 4.3.1 disk", MailResultKind.Deferred, "4xx")]
    [InlineData(".", "CLOSE", MailResultKind.Unknown, "none")]
    [InlineData(".", "HANG", MailResultKind.Unknown, "none")]
    [InlineData("CONNECT", "CLOSE", MailResultKind.Deferred, "none")]
    [InlineData("CONNECT", "HANG", MailResultKind.Deferred, "none")]
    [InlineData("CONNECT", "554 5.3.2 not here", MailResultKind.Deferred, "5xx")]
    public async Task AFaultBecomesItsResult(string verb, string answer, object kind, string replyClass)
    {
        await using var server = new ScriptedServer { Answer = asked => asked == verb ? answer : null };
        using var transport = Transport(server.Settings(replySeconds: 1));

        var result = await transport.SendAsync(Message, Yes, TestContext.Current.CancellationToken);

        Assert.Equal(((MailResultKind)kind, replyClass), (result.Kind, result.ReplyClass));
    }

    [Fact]
    public async Task AMailArrivesOnceAndWhole()
    {
        await using var server = new ScriptedServer();
        using var transport = Transport(server.Settings());

        Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        var (to, content, _) = Assert.Single(server.Mails);
        Assert.Equal("kata@example.hu", to);
        Assert.EndsWith("Subject: a\r\n\r\n..dot\r\n", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConnectionIsKept()
    {
        await using var server = new ScriptedServer();
        using var transport = Transport(server.Settings());

        for (var mail = 0; mail < 3; mail++)
            Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);

        Assert.Equal((3, 1), (server.Mails.Count, server.Connections));
    }

    [Fact]
    public async Task WithoutThePermitNothingLeaves()
    {
        await using var server = new ScriptedServer();
        using var transport = Transport(server.Settings());

        Assert.Equal(MailResultKind.Withheld, (await transport.SendAsync(Message, () => Task.FromResult(false), CancellationToken.None)).Kind);
        Assert.Empty(server.Mails);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NothingIsSentInTheClearWhereTlsIsAsked()
    {
        await using var server = new ScriptedServer();
        using var transport = Transport(server.Settings(security: "starttls"));

        Assert.Equal(MailResultKind.Deferred, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wrong horse", true)]
    [InlineData("correct horse", false)]
    public async Task AWrongPasswordOrAServerNobodyVouchesForIsNoWayIn(string password, bool isVouchedFor)
    {
        await using var server = await RealServer.StartAsync("aiosmtpd");
        using var transport = Transport(new MailSettings
        {
            Host = "localhost",
            Port = server.Port,
            Security = "starttls",
            User = "notifier",
            Password = password,
            TrustedCertificate = isVouchedFor ? server.Settings.TrustedCertificate : null,
        });

        Assert.Equal(MailResultKind.Deferred, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        Assert.Empty(await server.MailsAsync(0));
    }

    private static MailKitTransport Transport(MailSettings settings) => new(settings, NullLogger<MailKitTransport>.Instance);

    private static Task<bool> Yes() => Task.FromResult(true);
}
