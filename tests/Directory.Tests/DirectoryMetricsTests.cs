using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;

namespace Mfa.Directories.Tests;

public sealed class DirectoryMetricsTests(DirectoryApp app)
{
    [Fact]
    public async Task EachPasswordAndEachTokenIsCountedByItsOutcome()
    {
        var seen = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == DirectoryMetrics.MeterName)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Add($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : null)}"));
        listener.Start();

        var person = await app.Main.RegisterAsync("throttled");
        await app.Main.SignInAsync(person);
        for (var i = 0; i < 4; i++)
            await app.Main.SignInAsync(person, "a wrong password");
        await app.Main.RequestTokenAsync();
        await app.Main.RequestTokenAsync(secret: "wrong");
        var joined = await app.JoinAsync("anna@example.hu");
        await app.Main.PostAsync($"/v1/accounts/{joined.AccountId}/email/confirm", new JsonObject { ["code"] = MailProofs.Code });
        await app.InsideAsync(HttpMethod.Post, $"/internal/accounts/{person.AccountId}/sessions-end",
            new JsonObject { ["realm"] = person.Realm, ["challengeId"] = "chl_reported-" + person.AccountId, ["relyingParty"] = app.Main.Id }, app.ServiceToken("challenge"));
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "mfa.directory.passwords right", "mfa.directory.passwords wrong", "mfa.directory.passwords throttled",
                "mfa.directory.access_tokens issued", "mfa.directory.access_tokens invalid_client", "mfa.directory.addresses begun", "mfa.directory.addresses confirmed",
                "mfa.directory.sessions_ended ",
            },
            seen.ToHashSet(StringComparer.Ordinal));
    }
}
