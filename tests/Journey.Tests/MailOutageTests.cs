using System.Diagnostics;
using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A broker or a Notifier that is away costs delay: the challenge is there at once, the mail comes after, and too late it is not sent.</summary>
[Collection<FragileSystemTests>]
public sealed class MailOutageTests(FragileSystem fragile)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly RelyingParty _main = fragile.System.RelyingParty();
    private readonly Mailbox _mails = fragile.System.Mailbox;

    [Theory]
    [InlineData("rabbitmq", "STOP")]
    [InlineData("rabbitmq", "KILL")]
    [InlineData("notifier", "STOP")]
    [InlineData("notifier", "KILL")]
    public async Task TheChallengeIsThereAtOnceAndTheMailComesAfter(string part, string signal)
    {
        var person = await _main.RegisterWithMailAsync(_mails);
        var token = await _main.SignInTokenAsync(person);
        var pid = fragile.System.Pid(part);
        await Tool.SignalAsync(signal, pid);
        Answer challenge;
        try
        {
            var started = Stopwatch.GetTimestamp();
            challenge = (await _main.ChallengeAsync(person, token, "email")).Expect(HttpStatusCode.Created);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Patience);
            Assert.Equal("queued", StateOf(challenge));
            await Task.Delay(1500, TestContext.Current.CancellationToken);
        }
        finally
        {
            if (signal == "STOP")
                await Tool.SignalAsync("CONT", pid);
        }

        var mail = await _mails.WaitForCodeAsync(person.Email, 2);
        (await _main.VerifyAsync(challenge.Text("id"), mail.Code)).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await _mails.ToAsync(person.Email)).Count(one => one.HasCode));
    }

    [Fact]
    public async Task AMailThatComesTooLateIsNotSent()
    {
        var person = await _main.RegisterWithMailAsync(_mails, "mail-late");
        var token = await _main.SignInTokenAsync(person);
        var notifier = fragile.System.Pid("notifier");
        await Tool.SignalAsync("STOP", notifier);
        Answer challenge;
        try
        {
            challenge = (await _main.ChallengeAsync(person, token, "email")).Expect(HttpStatusCode.Created);
            // Less than a minute of its code is left from then on.
            await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        }
        finally
        {
            await Tool.SignalAsync("CONT", notifier);
        }

        var state = "queued";
        for (var reads = 0; reads < 100 && state == "queued"; reads++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            state = StateOf((await _main.GetAsync("/v1/challenges/" + challenge.Text("id"))).Expect(HttpStatusCode.OK));
        }

        Assert.Equal("expired", state);
        Assert.Single(await _mails.ToAsync(person.Email), mail => mail.HasCode);
    }

    private static string StateOf(Answer challenge) => challenge.Body!["delivery"]!["state"]!.GetValue<string>();
}
