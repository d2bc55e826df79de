using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>After the whole demonstration no secret of it is in any store, queue, log or file of the system.</summary>
[Trait("Category", "Slow")]
public sealed class DemoCanaryTests : IAsyncLifetime
{
    /// <summary>Where secrets belong: the keys, the servers' passwords and the relying parties' credentials of a development system; the pictures people scan, and their mailbox.</summary>
    private static readonly string[] Belonging = ["keys", "clients.json", "relying-parties.json", "system.json", "demo-qr-", "password", "definitions", "mailbox", "host.lock"];

    private MfaSystem _system = null!;

    public async ValueTask InitializeAsync() => _system = await MfaSystem.StartAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task NothingOfTheDemonstrationIsLeftAnywhere()
    {
        File.Copy(Path.Combine(_system.Folder, "clients.json"), Path.Combine(_system.Folder, "relying-parties.json"), overwrite: true);
        var seen = Path.Combine(Directory.CreateTempSubdirectory("mfa-demo-").FullName, "seen");
        var said = await Tool.RunAsync("dotnet", Checkout.Program("Demo"), _system.Folder, seen);
        Assert.Contains("Guessing", said, StringComparison.Ordinal);
        var canaries = new Canaries((await File.ReadAllLinesAsync(seen)).Concat(await MailedCodesAsync()));
        Assert.InRange(canaries.Count, 50, 1000);

        Assert.Empty(canaries.FoundUnder(_system.Folder, MayHold));
        foreach (var (queue, body) in await QueuedAsync())
            Assert.Equal((queue, 0), (queue, canaries.FoundIn(body).Count));

        // The same search finds one that is planted beside the stores.
        var planted = Path.Combine(_system.Folder, "logs", "planted.log");
        await File.WriteAllTextAsync(planted, "x " + (await File.ReadAllLinesAsync(seen))[0]);
        Assert.NotEmpty(canaries.FoundUnder(_system.Folder, MayHold));
        File.Delete(planted);
        Directory.Delete(Path.GetDirectoryName(seen)!, recursive: true);
    }

    private static bool MayHold(string file) => Belonging.Any(place => file.Contains(place, StringComparison.Ordinal));

    private async Task<IEnumerable<string>> MailedCodesAsync() =>
        (await _system.Mailbox.AllAsync()).Where(mail => mail.HasCode).Select(mail => mail.Code);

    /// <summary>Every message that waits in any queue of the broker, left there.</summary>
    private async Task<IReadOnlyList<(string Queue, byte[] Body)>> QueuedAsync()
    {
        using var broker = new HttpClient { BaseAddress = _system.BrokerManagement };
        broker.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(_system.BrokerManagement.UserInfo)));
        var queues = JsonNode.Parse(await broker.GetStringAsync(new Uri("/api/queues/mfa", UriKind.Relative)))!.AsArray().Select(queue => queue!["name"]!.GetValue<string>()).ToArray();
        Assert.NotEmpty(queues);
        List<(string, byte[])> bodies = [];
        foreach (var queue in queues)
        {
            using var order = new StringContent("""{"count":1000,"ackmode":"ack_requeue_true","encoding":"base64"}""", Encoding.UTF8, "application/json");
            using var answer = await broker.PostAsync(new Uri($"/api/queues/mfa/{Uri.EscapeDataString(queue)}/get", UriKind.Relative), order);
            answer.EnsureSuccessStatusCode();
            bodies.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()
                .Select(message => (queue, Convert.FromBase64String(message!["payload"]!.GetValue<string>()))));
        }

        return bodies;
    }
}
