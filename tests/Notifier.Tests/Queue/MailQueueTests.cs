using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Queue;
using Mfa.Notifier.Tests.MailServers;
using Mfa.Testing;
using StackExchange.Redis;

namespace Mfa.Notifier.Tests.Queue;

/// <summary>Every mail ends in exactly one outcome, leaves at most twice, and never too late: on a real Redis.</summary>
public sealed class MailQueueTests : IAsyncLifetime
{
    private readonly Rig _rig = new();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _rig.Dispose();
    }

    [Fact]
    public async Task AMailIsSentOnceHoweverOftenItIsOrdered()
    {
        await using var server = new ScriptedServer();
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var orders = Enumerable.Range(0, 20).Select(_ => _rig.Order()).ToArray();
        var shuffled = orders.Concat(orders).Concat(orders).ToArray();
        System.Security.Cryptography.RandomNumberGenerator.Shuffle(shuffled.AsSpan());

        await Task.WhenAll(shuffled.Select(one.AcceptAsync));
        await QueueRig.Eventually(async () => (await Task.WhenAll(orders.Select(one.StateAsync))).All(state => state == "handed-over"));
        await Task.WhenAll(shuffled.Select(one.AcceptAsync));

        var outcomes = await one.OutcomesAsync();
        Assert.Equal(20, server.Mails.Count);
        Assert.Equal(20, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(("handed-over", 1, "250 2.0.0", "acc_one", "hu-ugyfelkapu"),
            (outcome.State, outcome.Attempts, outcome.SmtpReply, outcome.AccountId, outcome.Realm)));
        Assert.Equal(orders.Select(order => order.ChallengeId).Order(StringComparer.Ordinal), outcomes.Select(outcome => outcome.ChallengeId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(59)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task ACodeWithLessThanAMinuteIsNeverSent(int lifeSeconds)
    {
        await using var server = new ScriptedServer();
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var order = _rig.Order(lifeSeconds: lifeSeconds);

        await one.AcceptAsync(order);

        Assert.Equal(("expired", 0), Assert.Single((await one.OutcomesAsync()).Select(outcome => (outcome.State, outcome.Attempts))));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task ANoticeHasNoCodeThatCouldGrowOld()
    {
        await using var server = new ScriptedServer();
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var order = _rig.Order(isNotice: true, template: "factor-added", lifeSeconds: 30);

        await one.AcceptAsync(order);

        await QueueRig.Eventually(async () => await one.StateAsync(order) == "handed-over");
    }

    [Fact]
    public async Task WhatCannotBeSentFailsAndHoldsUpNothing()
    {
        await using var server = new ScriptedServer();
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var good = _rig.Order();
        SendMail[] poison =
        [
            _rig.Order() with { Content = good.Content }, _rig.Order() with { Recipient = "AAAA" }, _rig.Order() with { Content = "no base64!" },
            _rig.Order() with { AccountId = "acc_other" }, _rig.Order() with { Template = "../../etc" }, _rig.Order() with { Realm = "nowhere" },
            _rig.Order(realm: "quick") with { Realm = "brief" }, _rig.Order("kata@example.hu\r\nRCPT TO:<x@evil.example>"), _rig.Order("a@b.hu,c@d.hu"),
            _rig.Order() with { Content = new string('A', 5_000_000) },
        ];

        await Task.WhenAll(poison.Select(one.AcceptAsync));
        await one.AcceptAsync(_rig.Order() with { MailId = "evil\r\nBcc: x.1" });
        await one.AcceptAsync(good);

        await QueueRig.Eventually(async () => await one.StateAsync(good) == "handed-over");
        var outcomes = await one.OutcomesAsync();
        Assert.Equal(poison.Select(order => order.MailId).Order(StringComparer.Ordinal),
            outcomes.Where(outcome => outcome is { State: "failed", SmtpReply: null, Attempts: 0 }).Select(outcome => outcome.MailId).Order(StringComparer.Ordinal));
        Assert.Single(server.Mails);
        Assert.DoesNotContain(one.Log, line => line.Contains("example", StringComparison.Ordinal) || line.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AGreylistedMailIsTriedAgainAndArrives()
    {
        var asked = 0;
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" && Interlocked.Increment(ref asked) <= 2 ? "451 4.7.1 greylisted <kata@example.hu>" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var order = _rig.Order();

        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "handed-over");

        Assert.Equal([("deferred", 1, "451 4.7.1"), ("deferred", 2, "451 4.7.1"), ("handed-over", 3, "250 2.0.0")],
            (await one.OutcomesAsync()).Select(outcome => (outcome.State, outcome.Attempts, outcome.SmtpReply)));
        Assert.DoesNotContain(one.Log, line => line.Contains("example.hu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARefusedMailFailsAtOnce()
    {
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" ? "550 5.1.1 no such user" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var order = _rig.Order();

        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "failed");

        Assert.Equal(("failed", 1, "550 5.1.1"), Assert.Single((await one.OutcomesAsync()).Select(outcome => (outcome.State, outcome.Attempts, outcome.SmtpReply))));
    }

    [Fact]
    public async Task AnUnknownEndIsTriedOnceMoreWithTheSameMailAndNoThirdTime()
    {
        await using var server = new ScriptedServer { Answer = verb => verb == "." ? "CLOSE" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var order = _rig.Order();

        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "failed");

        Assert.Equal([("deferred", null), ("failed", "451 4.4.2")], (await one.OutcomesAsync()).Select(outcome => (outcome.State, outcome.SmtpReply)));
        Assert.Equal(2, server.Mails.Count);
        Assert.Single(server.Mails.Select(mail => mail.Content).Distinct());
        Assert.Contains($"Message-ID: <{order.MailId}@ugyfelkapu.example.hu>\r\n", server.Mails.First().Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACutInTheMiddleOfTheContentEndsInOneWholeMail()
    {
        await using var server = new ScriptedServer { CutContentAfter = 500 };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(pauses: [500]));
        var order = _rig.Order();

        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => (int)await one.Redis.HashGetAsync("mfa:mail:" + order.MailId, "attempts") == 1);
        server.CutContentAfter = null;
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "handed-over");

        Assert.Single(server.Mails);
        Assert.Equal(["deferred", "handed-over"], (await one.OutcomesAsync()).Select(outcome => outcome.State));
    }

    [Fact]
    public async Task ADeferredMailEndsAsExpiredWhenItsTimeIsOver()
    {
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" ? "450 4.2.0 later" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(pauses: [300]));
        var order = _rig.Order(lifeSeconds: 62);

        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "expired");

        var outcomes = await one.OutcomesAsync();
        Assert.Equal("expired", outcomes.MaxBy(outcome => outcome.At)!.State);
        Assert.Single(outcomes, outcome => outcome.State != "deferred");
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task TheTimeIsLookedAtOnceMoreBeforeTheContentLeaves()
    {
        await using var server = new ScriptedServer { Think = _ => TimeSpan.FromSeconds(2.5) };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(replySeconds: 10));
        var order = _rig.Order(lifeSeconds: 62);

        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "expired");

        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task AMailOfAnInstanceThatIsGoneIsTakenOverWithinTenSeconds()
    {
        await using var server = new ScriptedServer();
        await using var gone = await QueueRig.StartAsync(_redis, _rig, server.Settings(), sends: false);
        var order = _rig.Order();
        await gone.AcceptAsync(order);
        Assert.Single(await gone.Queue.TakeAsync(10));

        await using var other = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        Assert.Empty(server.Mails);
        await QueueRig.Eventually(async () => await other.StateAsync(order) == "handed-over", seconds: 10);

        Assert.Single(server.Mails);
        // Whoever comes back may neither send it nor say what became of it.
        Assert.Equal(Permit.Lost, await gone.Queue.PermitAsync(order.MailId));
        Assert.Equal("lost", await gone.Queue.SettleAsync(order.MailId, new MailResult(MailResultKind.Refused, "550"), permitted: false));
        Assert.Equal(("handed-over", 2), Assert.Single((await other.OutcomesAsync()).Select(outcome => (outcome.State, outcome.Attempts))));
    }

    [Fact]
    public async Task AMailThatMayHaveLeftTwiceFailsWithoutAThird()
    {
        await using var server = new ScriptedServer();
        await using var gone = await QueueRig.StartAsync(_redis, _rig, server.Settings(), sends: false);
        var order = _rig.Order();
        await gone.AcceptAsync(order);
        await gone.Redis.HashSetAsync("mfa:mail:" + order.MailId, "copies", 1);
        await gone.Queue.TakeAsync(1);
        Assert.Equal(Permit.Go, await gone.Queue.PermitAsync(order.MailId));

        await using var other = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        await QueueRig.Eventually(async () => await other.StateAsync(order) == "failed");

        Assert.Empty(server.Mails);
        Assert.Equal(("failed", "451 4.4.2"), Assert.Single((await other.OutcomesAsync()).Select(outcome => (outcome.State, outcome.SmtpReply))));
    }

    [Fact]
    public async Task SeveralInstancesShareTheMailsAndSendEachOnce()
    {
        await using var server = new ScriptedServer();
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        await using var two = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        await using var three = await QueueRig.StartAsync(_redis, _rig, server.Settings());
        var orders = Enumerable.Range(0, 200).Select(number => _rig.Order($"kata@d{number % 7}.example.hu")).ToArray();

        await Task.WhenAll(orders.Select((order, at) => new[] { one, two, three }[at % 3].AcceptAsync(order)));
        await QueueRig.Eventually(async () => (await Task.WhenAll(orders.Select(one.StateAsync))).All(state => state == "handed-over"), seconds: 30);

        Assert.Equal(200, server.Mails.Count);
        Assert.Equal(200, (await one.OutcomesAsync()).Select(outcome => outcome.MailId).Distinct().Count());
    }

    [Fact]
    public async Task ASlowDomainDelaysNoOther()
    {
        var tarpitted = 0;
        await using var server = new ScriptedServer { Think = Think };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(replySeconds: 30));
        foreach (var _ in Enumerable.Range(0, 50))
            await one.AcceptAsync(_rig.Order("kata@tarpit.example"));
        var started = DateTimeOffset.UtcNow;
        var healthy = Enumerable.Range(0, 100).Select(number => _rig.Order($"kata@d{number % 10}.example.hu")).ToArray();

        foreach (var order in healthy)
            await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => (await Task.WhenAll(healthy.Select(one.StateAsync))).All(state => state == "handed-over"));

        var slots = Volatile.Read(ref tarpitted);
        var waits = server.Mails.Where(mail => mail.To.EndsWith(".hu", StringComparison.Ordinal)).Select(mail => (mail.At - started).TotalSeconds).Order().ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine($"healthy domains: p50 {waits[50]:0.000} s, p95 {waits[95]:0.000} s from the first order");
        Assert.Equal(100, waits.Length);
        Assert.True(waits[95] < 5);
        // The tarpit has its slots and no more: none of its mails has been thought about long enough to leave one.
        Assert.InRange(slots, 1, 8);

        TimeSpan Think(string to)
        {
            if (!to.EndsWith("@tarpit.example", StringComparison.Ordinal))
                return TimeSpan.Zero;
            Interlocked.Increment(ref tarpitted);
            return TimeSpan.FromSeconds(10);
        }
    }

    [Fact]
    public async Task NothingReadableIsAtRestAndThePayloadGoesAtTheEnd()
    {
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" ? "450 4.2.0 later" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(pauses: [100]));
        var order = _rig.Order(code: "903817");
        await one.AcceptAsync(order);
        await QueueRig.Eventually(async () => (int)await one.Redis.HashGetAsync("mfa:mail:" + order.MailId, "attempts") >= 1);

        var atRest = await EverythingAsync(one);
        Assert.DoesNotContain("903817", atRest, StringComparison.Ordinal);
        Assert.DoesNotContain("example.hu", atRest, StringComparison.Ordinal);
        Assert.Contains(order.Content[..40], atRest, StringComparison.Ordinal);

        server.Answer = _ => null;
        await QueueRig.Eventually(async () => await one.StateAsync(order) == "handed-over");
        Assert.DoesNotContain(order.Content[..40], await EverythingAsync(one), StringComparison.Ordinal);
        Assert.DoesNotContain(one.Log, line => line.Contains("903817", StringComparison.Ordinal) || line.Contains("example.hu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryKeyExpiresByItself()
    {
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" ? "450 4.2.0 later" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(pauses: [100]));
        await one.AcceptAsync(_rig.Order());
        await one.AcceptAsync(_rig.Order(lifeSeconds: 10));
        await one.AcceptAsync(_rig.Order() with { Template = "none" });
        await Task.Delay(500, TestContext.Current.CancellationToken);

        const long NeverExpires = -1;
        var keys = (RedisResult[])(await one.Redis.ExecuteAsync("KEYS", "*"))!;
        Assert.NotEmpty(keys);
        // Some are gone by the time they are asked for: their mail is tried all the while.
        foreach (var key in keys)
            Assert.True((long)await one.Redis.ExecuteAsync("PTTL", (string)key!) != NeverExpires, (string)key!);
    }

    [Fact]
    public async Task AStoreThatComesBackGoesOnWhereItWas()
    {
        await using var server = new ScriptedServer { Answer = verb => verb == "RCPT" ? "450 4.2.0 later" : null };
        await using var one = await QueueRig.StartAsync(_redis, _rig, server.Settings(pauses: [200]));
        var order = _rig.Order();
        await one.AcceptAsync(order);

        _redis.Kill();
        server.Answer = _ => null;
        await _redis.StartAgainAsync();

        await QueueRig.Eventually(async () => one.Redis.Multiplexer.IsConnected && await one.StateAsync(order) == "handed-over", seconds: 20);
        Assert.Single(server.Mails);
    }

    private static async Task<string> EverythingAsync(QueueRig one)
    {
        var all = new System.Text.StringBuilder();
        foreach (var key in (RedisResult[])(await one.Redis.ExecuteAsync("KEYS", "*"))!)
        {
            all.AppendLine((string)key!);
            var values = (string)(await one.Redis.ExecuteAsync("TYPE", (string)key!))! switch
            {
                "hash" => (RedisResult[])(await one.Redis.ExecuteAsync("HGETALL", (string)key!))!,
                "zset" => (RedisResult[])(await one.Redis.ExecuteAsync("ZRANGE", (string)key!, "0", "-1"))!,
                _ => [await one.Redis.ExecuteAsync("GET", (string)key!)],
            };
            foreach (var value in values)
                all.AppendLine((string)value!);
        }

        return all.Replace("\\u002B", "+").ToString();
    }
}
