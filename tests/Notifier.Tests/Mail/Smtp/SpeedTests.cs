using System.Diagnostics;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Mail.Smtp;
using Mfa.Notifier.Tests.MailServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mfa.Notifier.Tests.Mail.Smtp;

/// <summary>How fast one kept connection carries mails, with pipelining and without.</summary>
[Trait("Category", "Slow")]
public sealed class SpeedTests
{
    private const int Mails = 1500;

    [Fact]
    public async Task PipeliningIsWorthIt()
    {
        var sequential = await RateAsync("aiosmtpd-sequential");
        var pipelined = await RateAsync("aiosmtpd-plain");

        TestContext.Current.TestOutputHelper!.WriteLine($"one connection: {sequential:0} mails/s, pipelined {pipelined:0}, ratio {pipelined / sequential:0.00}");
        Assert.True(pipelined > sequential);
    }

    private static async Task<double> RateAsync(string name)
    {
        using var rig = new Rig();
        await using var server = await RealServer.StartAsync(name);
        var settings = new MailSettings { Host = "127.0.0.1", Port = server.Port, Security = "none", MailsPerConnection = 100_000 };
        await using var transport = new SmtpTransport(settings, TimeProvider.System, NullLogger<SmtpTransport>.Instance);
        var mail = rig.Composer.Compose(rig.Order())!;
        for (var warm = 0; warm < 100; warm++)
            await transport.SendAsync(mail, () => Task.FromResult(true), CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        for (var count = 0; count < Mails; count++)
            Assert.Equal(MailResultKind.HandedOver, (await transport.SendAsync(mail, () => Task.FromResult(true), CancellationToken.None)).Kind);
        return Mails / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
