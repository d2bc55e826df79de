using System.Text;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Mail.Smtp;
using Mfa.Notifier.Tests.MailServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mfa.Notifier.Tests.Mail.Smtp;

/// <summary>What the client makes of a server's faults: only an answer to the content, or the lack of one, may mean that a mail arrived.</summary>
public sealed class SmtpTransportTests
{
    private static readonly OutgoingMail Message = new("no-reply@example.hu", "kata@example.hu", "Subject: a\r\n\r\n.dot\r\n"u8.ToArray());

    [Theory]
    [InlineData("MAIL", "550 5.7.1 no", MailResultKind.Refused, "550 5.7.1")]
    [InlineData("RCPT", "550 5.1.1 <kata@example.hu> unknown", MailResultKind.Refused, "550 5.1.1")]
    [InlineData("RCPT", "552 5.2.2 full", MailResultKind.Refused, "552 5.2.2")]
    [InlineData("RCPT", "451 4.7.1 greylisted", MailResultKind.Deferred, "451 4.7.1")]
    [InlineData("RCPT", "450-4.2.0 one\r\n450 4.2.0 two", MailResultKind.Deferred, "450 4.2.0")]
    [InlineData("MAIL", "421 4.3.2 closing", MailResultKind.Deferred, "421 4.3.2")]
    [InlineData("DATA", "554 5.5.1 none", MailResultKind.Refused, "554 5.5.1")]
    [InlineData(".", "554 5.6.0 spam", MailResultKind.Refused, "554 5.6.0")]
    [InlineData(".", "452 4.3.1 disk", MailResultKind.Deferred, "452 4.3.1")]
    [InlineData(".", "421 4.3.2 closing", MailResultKind.Deferred, "421 4.3.2")]
    [InlineData(".", "CLOSE", MailResultKind.Unknown, null)]
    [InlineData(".", "HANG", MailResultKind.Unknown, null)]
    [InlineData(".", "\u00e9\u00ff garbage", MailResultKind.Unknown, null)]
    [InlineData("CONNECT", "CLOSE", MailResultKind.Deferred, null)]
    [InlineData("CONNECT", "HANG", MailResultKind.Deferred, null)]
    [InlineData("CONNECT", "554 5.3.2 not here", MailResultKind.Deferred, "554 5.3.2")]
    [InlineData("CONNECT", "\u00e9\u00ff\u0000 8-bit garbage", MailResultKind.Deferred, null)]
    [InlineData("EHLO", "250-scripted\r\n550 mixed", MailResultKind.Deferred, null)]
    [InlineData("MAIL", "CLOSE", MailResultKind.Deferred, null)]
    [InlineData("RCPT", "HANG", MailResultKind.Deferred, null)]
    public async Task AFaultBecomesItsResult(string verb, string answer, object kind, string? reply)
    {
        foreach (var keywords in new string[][] { ["PIPELINING"], ["SIZE"] })
        {
            await using var server = new ScriptedServer { Answer = asked => asked == verb ? answer : null, Keywords = keywords };
            await using var transport = Transport(server.Settings(replySeconds: 1));

            Assert.Equal(new MailResult((MailResultKind)kind, reply), await transport.SendAsync(Message, Yes, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task AMailArrivesOnceAndWhole()
    {
        await using var server = new ScriptedServer();
        await using var transport = Transport(server.Settings());

        Assert.Equal(new MailResult(MailResultKind.HandedOver, "250 2.0.0"), await transport.SendAsync(Message, Yes, CancellationToken.None));
        Assert.Equal(("kata@example.hu", "Subject: a\r\n\r\n..dot\r\n"), Assert.Single(server.Mails.Select(mail => (mail.To, mail.Content))));
    }

    [Fact]
    public async Task AConnectionIsKeptAndReplacedAfterItsMails()
    {
        await using var server = new ScriptedServer();
        await using var transport = Transport(new MailSettings { Host = "127.0.0.1", Port = server.Port, Security = "none", MailsPerConnection = 3 });

        for (var mail = 0; mail < 7; mail++)
            Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);

        Assert.Equal((7, 3), (server.Mails.Count, server.Connections));
    }

    [Fact]
    public async Task AKeptConnectionThatEndedIsReplacedAtOnce()
    {
        await using var server = new ScriptedServer();
        await using var transport = Transport(server.Settings());
        await transport.SendAsync(Message, Yes, CancellationToken.None);
        var answers = 0;
        server.Answer = verb => verb == "RSET" && answers++ == 0 ? "421 4.4.2 idle too long" : null;

        Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        Assert.Equal((2, 2), (server.Mails.Count, server.Connections));
    }

    [Fact]
    public async Task AfterARefusedMailTheConnectionGoesOn()
    {
        await using var server = new ScriptedServer();
        await using var transport = Transport(server.Settings());
        server.Answer = verb => verb == "RCPT" ? "550 5.1.1 unknown" : null;
        // With pipelining the server may still wait for content: it gets an empty one, which nobody receives.
        Assert.Equal(MailResultKind.Refused, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        server.Answer = _ => null;

        Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        Assert.Equal((1, 1), (server.Mails.Count, server.Connections));
    }

    [Fact]
    public async Task WithoutThePermitNothingLeaves()
    {
        await using var server = new ScriptedServer();
        await using var transport = Transport(server.Settings());

        Assert.Equal(MailResultKind.Withheld, (await transport.SendAsync(Message, () => Task.FromResult(false), CancellationToken.None)).Kind);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task ACutInTheMiddleOfALongContentIsSurelyNoDelivery()
    {
        await using var server = new ScriptedServer { CutContentAfter = 1000 };
        await using var transport = Transport(server.Settings());
        var length = 32 * 1024 * 1024;
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 998) + "\r\n", length / 1000)));

        Assert.Equal(MailResultKind.Deferred, (await transport.SendAsync(Message with { Content = content }, Yes, CancellationToken.None)).Kind);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task NothingIsSentInTheClearWhereTlsIsAsked()
    {
        await using var server = new ScriptedServer();
        await using var transport = Transport(server.Settings(security: "starttls"));

        Assert.Equal(MailResultKind.Deferred, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatCameBeforeTheHandshakeIsRefused()
    {
        await using var server = new ScriptedServer { Keywords = ["STARTTLS"], Answer = verb => verb == "STARTTLS" ? "220 go\r\n250-injected\r\n250 AUTH PLAIN" : null };
        await using var transport = Transport(server.Settings(security: "starttls"));

        Assert.Equal(MailResultKind.Deferred, (await transport.SendAsync(Message, Yes, CancellationToken.None)).Kind);
        Assert.Equal(["EHLO localhost", "STARTTLS"], server.Commands);
    }

    [Fact]
    public async Task ANobodyThereIsDeferred()
    {
        await using var transport = Transport(new MailSettings { Host = "127.0.0.1", Port = Mfa.Testing.RedisServer.FreePort(), Security = "none" });

        Assert.Equal(new MailResult(MailResultKind.Deferred), await transport.SendAsync(Message, Yes, CancellationToken.None));
    }

    private static SmtpTransport Transport(MailSettings settings) => new(settings, TimeProvider.System, NullLogger<SmtpTransport>.Instance);

    private static Task<bool> Yes() => Task.FromResult(true);
}
