using System.Diagnostics;
using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Telemetry;

/// <summary>One trace from the relying party's request to the mail server's reply, and nothing personal in any signal.</summary>
public sealed class OneTraceTests(RunningSystem running)
{
    private readonly OtlpReceiver _otlp = running.Telemetry;

    [Fact]
    public async Task TheRequestTheMailAndTheReplyAreOneTrace()
    {
        var main = running.Main;
        var person = await main.RegisterWithMailAsync(running.System.Mailbox, "hu-ugyfelkapu", "hu");
        var token = await main.SignInTokenAsync(person);
        using var asked = new Activity("sign-in") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetIdFormat(ActivityIdFormat.W3C).Start();
        var challenge = (await main.ChallengeAsync(person, token, "email", service: "eszja")).Expect(HttpStatusCode.Created).Text("id");
        var mail = await running.System.Mailbox.WaitAsync(person.Email, "Ügyfélkapu+ hitelesítő kód");
        (await main.VerifyAsync(challenge, mail.Code)).Expect(HttpStatusCode.OK);
        asked.Stop();

        var smtp = await WaitAsync(span => span.Trace == asked.TraceId.ToHexString() && span.Service == "notifier" && span.Attributes.ContainsKey("mfa.smtp.reply_class")
            && span.Attributes.GetValueOrDefault("mfa.mail.template") == "sign-in-code");
        Assert.Equal("2xx", smtp.Attributes["mfa.smtp.reply_class"]);
        var way = await WayToRootAsync(smtp);
        Assert.Equal(["notifier", "challenge", "gateway"], way.Select(span => span.Service).Distinct(StringComparer.Ordinal));
        Assert.Contains(way, span => span.Service == "notifier" && span.Attributes.GetValueOrDefault("messaging.operation") == "process");
        Assert.Contains(way, span => span.Service == "challenge" && span.Attributes.GetValueOrDefault("messaging.operation") == "send");
        Assert.Contains(way, span => span.Attributes.GetValueOrDefault("db.system.name") == "redis");
        Assert.StartsWith("POST /v1/challenges", way[^1].Name, StringComparison.Ordinal);

        AssertNothingPersonal(new Canaries(
            [mail.Code, person.Email, person.Identifier, RelyingParty.Password, token, await main.TokenAsync(), .. mail.Text.Split("token=")[1..].Select(rest => rest.Split()[0])]));
    }

    private void AssertNothingPersonal(Canaries canaries)
    {
        Assert.Empty(_otlp.Bodies.SelectMany(body => canaries.FoundIn(body)));

        // The same search finds what is there: every body names its service.
        Assert.Contains(_otlp.Bodies, body => new Canaries(["notifier"]).FoundIn(body).Count == 1);
        var planted = _otlp.Bodies.First().Concat(System.Text.Encoding.UTF8.GetBytes("\n" + RelyingParty.Password)).ToArray();
        Assert.Equal([RelyingParty.Password], canaries.FoundIn(planted));
    }

    private async Task<List<SpanSeen>> WayToRootAsync(SpanSeen span)
    {
        var way = new List<SpanSeen> { span };
        while (way[^1].Parent is { } parent && (way.Count < 20))
        {
            // The relying party's own span is not ours to see.
            var known = await FindAsync(one => one.Trace == span.Trace && one.Id == parent);
            if (known is null)
                break;
            way.Add(known);
        }

        return way;
    }

    private async Task<SpanSeen> WaitAsync(Func<SpanSeen, bool> wanted) =>
        await FindAsync(wanted) ?? throw new InvalidOperationException(
            $"The span did not come; there are: {string.Join(", ", _otlp.Spans.Select(span => $"{span.Service} {span.Name}").Distinct())}");

    private async Task<SpanSeen?> FindAsync(Func<SpanSeen, bool> wanted)
    {
        for (var reads = 0; reads < 50; reads++)
        {
            if (_otlp.Spans.FirstOrDefault(wanted) is { } span)
                return span;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return null;
    }
}
