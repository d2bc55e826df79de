using System.Text;
using System.Text.Json.Nodes;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;

namespace Mfa.Bus.Tests;

/// <summary>What can't be consumed leaves a record without content and holds up nothing.</summary>
public sealed class DeadLetterTests(Broker broker)
{
    private const string Canary = "canary-4b1d";
    private const string DeadLetters = "dead-letters";

    [Fact]
    public async Task PoisonLeavesNoTraceOfWhatItSaidAndHarmsNothingBehindIt()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        var inbox = new Inbox { Refuse = (_, mail) => Refuse(mail.MailId) };
        await using var service = await BusService.StartConnectedAsync(address, inbox);
        await Samples.SendRawAsync(
            address,
            BusService.Queue,
            Bytes($"{{ not json {Canary}"),
            Bytes($"\"{Canary}\""),
            Bytes(Envelope($"urn:message:{Canary}:Other", new JsonObject { ["a"] = Canary })),
            Bytes(Envelope("urn:message:Mfa.Contracts:SendMail", new JsonObject { ["mailId"] = Canary })),
            Bytes(Canary + new string('x', 5 * 1024 * 1024)),
            Bytes(Envelope("urn:message:Mfa.Contracts:SendMail", JsonValue.Create(Canary))),
            Array.Empty<byte>());
        await service.Publisher.PublishAsync(Samples.Mail(Canary), null, null, CancellationToken.None);
        await service.Publisher.PublishAsync(Samples.Mail("chl_good.1"), null, null, CancellationToken.None);

        await inbox.UntilAsync("chl_good.1");
        await Eventually.IsTrueAsync(async () => (await broker.Server.QueuesAsync(address)).Contains(DeadLetters)
            && (await broker.Server.MessagesAsync(address, DeadLetters)).Count == 8, () => "each has its record:\n" + string.Join('\n', inbox.Log));

        Assert.Equal([DeadLetters, BusService.Queue], (await broker.Server.QueuesAsync(address)).Order());
        var letters = await broker.Server.MessagesAsync(address, DeadLetters);
        Assert.All(letters, letter => Assert.DoesNotContain(Canary, letter, StringComparison.Ordinal));
        Assert.Empty(await broker.Server.MessagesAsync(address, BusService.Queue));
        Assert.All(inbox.Log, line => Assert.DoesNotContain(Canary, line, StringComparison.Ordinal));
        Assert.Equal(8, inbox.Log.Count(line => line.Contains("is dead after", StringComparison.Ordinal)));

        var refused = Letters(letters).Single(letter => letter["reason"]!.GetValue<string>() == nameof(InvalidOperationException));
        Assert.Equal("SendMail", refused["type"]!.GetValue<string>());
        Assert.Equal(BusService.Queue, refused["queue"]!.GetValue<string>());
        Assert.Equal(4, refused["attempts"]!.GetValue<int>());
        Assert.True(Guid.TryParse(refused["messageId"]!.GetValue<string>(), out _));
        Assert.Contains(Letters(letters), letter => letter["reason"]!.GetValue<string>() == "NotConsumed" && letter["type"]!.GetValue<string>() == "unknown");

        // The control: the same search finds what is there.
        await Samples.SendRawAsync(address, DeadLetters, Bytes(Canary));
        Assert.Contains(await broker.Server.MessagesAsync(address, DeadLetters), letter => letter.Contains(Canary, StringComparison.Ordinal));

        static void Refuse(string id)
        {
            if (id == Canary)
                throw new InvalidOperationException($"It says {id}.");
        }
    }

    [Fact]
    public async Task AConsumerThatFailsAFewTimesIsAskedAgain()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        var inbox = new Inbox { Refuse = (call, _) => Fail(call < 3) };
        await using var service = await BusService.StartConnectedAsync(address, inbox);

        await service.Publisher.PublishAsync(Samples.Mail(), null, null, CancellationToken.None);

        await inbox.UntilAsync("chl_1.1");
        Assert.Equal(3, inbox.Calls);
        Assert.DoesNotContain(DeadLetters, await broker.Server.QueuesAsync(address));

        static void Fail(bool fails)
        {
            if (fails)
                throw new InvalidOperationException("Not yet.");
        }
    }

    [Fact]
    public async Task WhatItsConsumerNeedsIsAwayTheMessageWaitsAndOutlivesTheConsumer()
    {
        var address = await broker.Server.NewVirtualHostAsync();
        var away = new Inbox { Refuse = (_, _) => throw new DependencyUnavailableException("notifier-redis") };
        await using (var service = await BusService.StartConnectedAsync(address, away))
        {
            await service.Publisher.PublishAsync(Samples.Mail(), null, null, CancellationToken.None);
            await Eventually.IsTrueAsync(() => away.Calls >= 5, "it was tried more often than a failing consumer is");
        }

        await using var next = await BusService.StartConnectedAsync(address);
        await next.Inbox.UntilAsync("chl_1.1");
        Assert.DoesNotContain(DeadLetters, await broker.Server.QueuesAsync(address));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<JsonNode> Letters(IEnumerable<string> messages) =>
        messages.Select(message => JsonNode.Parse(JsonNode.Parse(message)!["payload"]!.GetValue<string>())!["message"]!);

    private static string Envelope(string type, JsonNode? message) => new JsonObject
    {
        ["messageId"] = "0197c9c4-0000-7000-8000-000000000001",
        ["messageType"] = new JsonArray(type),
        ["message"] = message,
        ["headers"] = new JsonObject { ["note"] = Canary },
    }.ToJsonString();
}
