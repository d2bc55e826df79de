using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>Many requests at once, over two instances: what is counted and what is approved is exact.</summary>
public sealed class RaceTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Fact]
    public async Task OneGoodCodeInAHundredChallengesOverTwoInstancesIsOneApproval()
    {
        var owner = await _main.RegisterWithAppAsync("generous");
        var token = await _main.SignInTokenAsync(owner.Person);
        var challenges = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
            (await _main.ChallengeAsync(owner.Person, token, purpose: "manage")).Expect(HttpStatusCode.Created).Text("id")));
        RelyingParty[] instances = [running.System.RelyingParty(at: running.System.Url("challenge", 0)), running.System.RelyingParty(at: running.System.Url("challenge", 1))];
        foreach (var instance in instances)
            await instance.TokenAsync();

        var code = await owner.App.CodeAsync();
        var answers = await Task.WhenAll(challenges.Select((challenge, n) => instances[n % 2].VerifyAsync(challenge, code)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(99, answers.Count(answer => answer.Code == "invalid-code"));

        var charges = await running.Redis.SortedSetRangeByRankAsync($"mfa:wrong:generous:{owner.Person.AccountId}");
        Assert.Equal(99, charges.Length);
        var byInstance = charges.GroupBy(charge => ((string)charge!).Split('.')[0]).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(["challenge-0", "challenge-1"], byInstance.Keys.Order());
        Assert.All(byInstance.Values, count => Assert.InRange(count, 10, 99));
    }

    [Fact]
    public async Task OneGoodCodeAHundredTimesInOneChallengeIsOneApproval()
    {
        var owner = await _main.RegisterWithAppAsync("generous");
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Expect(HttpStatusCode.Created).Text("id");
        var code = await owner.App.CodeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _main.VerifyAsync(challenge, code)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Contains(answer.Code, new[] { "invalid-code", "challenge-over" }));
    }

    [Fact]
    public async Task TwoHundredWrongCodesInOneChallengeAreFive()
    {
        var owner = await _main.RegisterWithAppAsync();
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Expect(HttpStatusCode.Created).Text("id");
        var wrong = await owner.App.WrongCodeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _main.VerifyAsync(challenge, wrong)));
        Assert.Equal(5, answers.Count(answer => answer.Code == "invalid-code"));
        Assert.Equal(195, answers.Count(answer => answer.Code == "challenge-locked"));
        Assert.Equal(5, await running.WrongCodesAsync(owner.Person));
    }

    [Fact]
    public async Task TwoHundredWrongCodesOverManyChallengesAreTen()
    {
        var owner = await _main.RegisterWithAppAsync();
        var wrong = await owner.App.WrongCodeAsync();
        var token = await _main.SignInTokenAsync(owner.Person);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _main.ChallengeAsync(owner.Person, token, code: wrong)));
        Assert.Equal(10, answers.Count(answer => answer.Code == "invalid-code"));
        Assert.Equal(190, answers.Count(answer => answer.Code == "account-cooling-down"));
        Assert.Equal(10, await running.WrongCodesAsync(owner.Person));

        var right = (await _main.ChallengeAsync(owner.Person, token, code: await owner.App.CodeAsync())).Expect(429, "account-cooling-down");
        Assert.InRange(right.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 890, 900);
    }

    [Fact]
    public async Task AGuessWhoseConnectionBreaksOffIsCounted()
    {
        var owner = await _main.RegisterWithAppAsync();
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Expect(HttpStatusCode.Created).Text("id");
        var body = new JsonObject { ["code"] = await owner.App.WrongCodeAsync() }.ToJsonString();
        var request = $"POST /v1/challenges/{challenge}/verify HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {await _main.TokenAsync()}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        var (instance, store) = (running.System.Url("challenge"), running.System.Pid("challenge-redis"));
        (await _main.GetAsync("/v1/challenges/" + challenge)).Expect(HttpStatusCode.OK);
        for (var guess = 0; guess < 3; guess++)
        {
            // The guess is on its way into the paused store when its sender goes away; then the store looks at it.
            await Tool.SignalAsync("STOP", store);
            using (var client = new TcpClient())
            {
                await client.ConnectAsync(instance.Host, instance.Port, TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
                await Task.Delay(120, TestContext.Current.CancellationToken);
            }

            await Task.Delay(30, TestContext.Current.CancellationToken);
            await Tool.SignalAsync("CONT", store);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (await running.WrongCodesAsync(owner.Person) < 3)
            await Task.Delay(20, limit.Token);
        Assert.Equal(2, (await _main.GetAsync("/v1/challenges/" + challenge)).Expect(HttpStatusCode.OK).Number("attemptsRemaining"));
    }
}
