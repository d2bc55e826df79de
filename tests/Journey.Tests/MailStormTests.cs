using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A thousand challenges by mail while Notifier and the broker are killed at random: each ends in one outcome, with one code, in time.</summary>
[Trait("Category", "Slow")]
public sealed class MailStormTests : IAsyncLifetime
{
    private const int People = 20;
    private const int ChallengesEach = 50;
    private static readonly string[] Victims = ["notifier", "rabbitmq"];
    private static readonly string[] Final = ["handed-over", "failed", "expired"];
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan UntilAllExpired = TimeSpan.FromMinutes(4);

    private MfaSystem _system = null!;

    public async ValueTask InitializeAsync() => _system = await MfaSystem.StartAsync("--challenge-replicas", "2");

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task EveryChallengeEndsInOneOutcomeWithOneCodeInTime()
    {
        var main = _system.RelyingParty();
        List<(Person Person, string Token)> people = [];
        for (var n = 0; n < People; n++)
        {
            var person = await main.RegisterWithMailAsync(_system.Mailbox, "mail-storm");
            people.Add((person, await main.SignInTokenAsync(person)));
        }

        using var calm = new CancellationTokenSource(Storm);
        var killing = KillAsync(calm.Token);
        var challenges = (await Task.WhenAll(people.Select(async one =>
        {
            List<Answer> made = [];
            for (var n = 0; n < ChallengesEach; n++)
            {
                made.Add((await main.ChallengeAsync(one.Person, one.Token, "email")).Expect(HttpStatusCode.Created));
                await Task.Delay(RandomNumberGenerator.GetInt32(1000), CancellationToken.None);
            }

            return made;
        }))).SelectMany(made => made).ToArray();
        Assert.Equal(People * ChallengesEach, challenges.Length);
        Assert.All(challenges, challenge => Assert.Equal("queued", challenge.Body!["delivery"]!["state"]!.GetValue<string>()));
        var kills = await killing;
        Assert.All(Victims, victim => Assert.InRange(kills.Count(killed => killed == victim), 2, 1000));

        var outcomes = await Task.WhenAll(challenges.Select(challenge => OutcomeAsync(main, challenge.Text("id"))));
        Assert.All(outcomes, outcome => Assert.Contains(outcome, Final));

        var mails = (await _system.Mailbox.AllAsync()).ToLookup(mail => IdIn(mail));
        var copies = 0;
        foreach (var (challenge, outcome) in challenges.Zip(outcomes))
        {
            var sent = mails[challenge.Text("id")].ToArray();
            copies += Math.Max(0, sent.Length - 1);
            Assert.True(outcome != "handed-over" || sent.Length > 0, "told as handed over, and never came");
            Assert.InRange(sent.Select(mail => mail.Code).Distinct(StringComparer.Ordinal).Count(), 0, 1);
            var expires = DateTimeOffset.Parse(challenge.Text("expiresAt"), CultureInfo.InvariantCulture);
            Assert.All(sent, mail => Assert.InRange(mail.At, DateTimeOffset.MinValue, expires));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kills.Count} kills; {outcomes.Count(o => o == "handed-over")} handed over, {outcomes.Count(o => o == "failed")} failed, {outcomes.Count(o => o == "expired")} expired; {copies} second copies"));
        Assert.InRange(outcomes.Count(outcome => outcome == "handed-over"), People * ChallengesEach / 2, People * ChallengesEach);
    }

    private async Task<List<string>> KillAsync(CancellationToken calm)
    {
        List<string> kills = [];
        while (!calm.IsCancellationRequested)
        {
            await Task.Delay(2000 + RandomNumberGenerator.GetInt32(3000), CancellationToken.None);
            var victim = Victims[kills.Count % Victims.Length];
            try
            {
                await Tool.SignalAsync("KILL", _system.Pid(victim));
                kills.Add(victim);
            }
            catch (Exception notThere) when (notThere is InvalidOperationException or NullReferenceException)
            {
                // It was killed before and has not started again.
            }
        }

        return kills;
    }

    private static async Task<string> OutcomeAsync(RelyingParty main, string challenge)
    {
        using var limit = new CancellationTokenSource(UntilAllExpired);
        while (true)
        {
            var state = (await main.GetAsync("/v1/challenges/" + challenge)).Expect(HttpStatusCode.OK).Body!["delivery"]!["state"]!.GetValue<string>();
            if (Final.Contains(state) || limit.IsCancellationRequested)
                return state;
            await Task.Delay(1000, CancellationToken.None);
        }
    }

    private static string IdIn(ReceivedMail mail)
    {
        var at = mail.MessageId.IndexOf("chl_", StringComparison.Ordinal);
        return at < 0 ? "" : mail.MessageId[at..(at + 30)];
    }
}
