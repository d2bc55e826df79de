using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>What the challenge routes refuse, each by its code, with nothing counted that was not looked at.</summary>
public sealed class ChallengeProblemTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Theory]
    [InlineData("", "")]
    [InlineData("{", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "/accountId")]
    [InlineData("""{"accountId":5}""", "/accountId")]
    [InlineData("""{"accountId":"acc_a","AccountId":"acc_a"}""", "/AccountId")]
    [InlineData("""{"factor":"totp","factor":"totp"}""", "/factor")]
    [InlineData("""{"factor":"sms"}""", "/factor")]
    [InlineData("""{"purpose":"payment"}""", "/purpose")]
    [InlineData("""{"context":{"service":7}}""", "/context/service")]
    [InlineData("""{"context":{"color":"red"}}""", "/context/color")]
    [InlineData("""{"code":123456}""", "/code")]
    [InlineData("""{"code":""}""", "/code")]
    [InlineData("""{"code":"12345"}""", "/code")]
    [InlineData("""{"code":"１２３４５６"}""", "/code")]
    [InlineData("""{"nonce":"a\u0000b"}""", "/nonce")]
    [InlineData("""{"signInToken":null}""", "/signInToken")]
    public async Task AMalformedRequestIsToldWhereItIsWrong(string json, string pointer)
    {
        var refused = (await _main.SendAsync(HttpMethod.Post, "/v1/challenges", json)).Expect(400, "invalid-request");
        Assert.Contains(pointer, refused.Body!["errors"]!.AsArray().Select(error => error!["pointer"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"code":null}""")]
    [InlineData("""{"code":[]}""")]
    [InlineData("""{"code":{}}""")]
    [InlineData("""{"code":true}""")]
    [InlineData("""{"code":0}""")]
    [InlineData("""{"code":"0"}""")]
    [InlineData("""{"code":" 123456"}""")]
    [InlineData("""{"code":"12345678"}""")]
    [InlineData("""{}""")]
    public async Task WhatIsNoCodeIsNoGuess(string json)
    {
        var owner = await _main.RegisterWithAppAsync();
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Expect(HttpStatusCode.Created).Text("id");
        (await _main.SendAsync(HttpMethod.Post, $"/v1/challenges/{challenge}/verify", json)).Expect(400, "invalid-request");
        Assert.Equal(0, await running.WrongCodesAsync(owner.Person));
        Assert.Equal(5, (await _main.GetAsync("/v1/challenges/" + challenge)).Number("attemptsRemaining"));
    }

    [Fact]
    public async Task ALargeBodyIsRefused() =>
        (await _main.SendAsync(HttpMethod.Post, "/v1/challenges", $$"""{"nonce":"{{new string('a', 1 << 20)}}"}""")).Expect(413, "body-too-large");

    [Fact]
    public async Task AnotherRelyingPartysChallengeLooksLikeNone()
    {
        var owner = await _main.RegisterWithAppAsync();
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Expect(HttpStatusCode.Created).Text("id");
        var other = running.System.RelyingParty("other");
        var (theirs, none) = (await other.GetAsync("/v1/challenges/" + challenge), await other.GetAsync("/v1/challenges/chl_" + new string('a', 26)));
        Assert.Equal(WithoutTrace(none.Expect(404, "not-found")), WithoutTrace(theirs.Expect(404, "not-found")));
        (await other.VerifyAsync(challenge, await owner.App.CodeAsync())).Expect(404, "not-found");
        (await other.PostAsync($"/v1/challenges/{challenge}/cancel")).Expect(404, "not-found");
        Assert.Equal(0, await running.WrongCodesAsync(owner.Person));
    }

    [Fact]
    public async Task ASignInTokenIsGoodForItsAccountAndRelyingPartyOnly()
    {
        var (first, second) = (await _main.RegisterWithAppAsync(), await _main.RegisterWithAppAsync());
        var token = await _main.SignInTokenAsync(first.Person);
        (await _main.ChallengeAsync(second.Person, token)).Expect(422, "invalid-token");
        (await running.System.RelyingParty("other").ChallengeAsync(first.Person, token)).Expect(422, "invalid-token");
        (await running.System.RelyingParty("elsewhere").ChallengeAsync(first.Person, token)).Expect(404, "not-found");
        (await _main.ChallengeAsync(first.Person, token + "x")).Expect(422, "invalid-token");
        (await _main.ChallengeAsync(first.Person, await _main.TokenAsync())).Expect(422, "invalid-token");
    }

    [Fact]
    public async Task PolicyAndScopeDecideWhoMayAskForWhat()
    {
        var owner = await _main.RegisterWithAppAsync();
        var strict = running.System.RelyingParty("strict");
        var token = (await strict.SignInAsync(owner.Person)).Expect(HttpStatusCode.OK).Text("signInToken");
        (await strict.ChallengeAsync(owner.Person, token, factor: "none")).Expect(403, "factor-not-allowed");

        var narrow = running.System.RelyingParty("narrow");
        var narrowToken = (await narrow.SignInAsync(owner.Person)).Expect(HttpStatusCode.OK).Text("signInToken");
        (await narrow.ChallengeAsync(owner.Person, narrowToken, purpose: "manage")).Expect(403, "forbidden");
        (await narrow.GetAsync($"/v1/accounts/{owner.Person.AccountId}/factors")).Expect(403, "forbidden");
        (await narrow.ChallengeAsync(owner.Person, narrowToken)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WithoutAFactorTheWayIsEnrolment()
    {
        var person = await _main.RegisterAsync();
        (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person))).Expect(403, "enrolment-required");
        (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), factor: "none")).Expect(403, "enrolment-required");
    }

    [Fact]
    public async Task ACanceledChallengeIsOver()
    {
        var owner = await _main.RegisterWithAppAsync();
        var challenge = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Expect(HttpStatusCode.Created).Text("id");
        Assert.Equal("canceled", (await _main.PostAsync($"/v1/challenges/{challenge}/cancel")).Expect(HttpStatusCode.OK).Text("status"));
        (await _main.PostAsync($"/v1/challenges/{challenge}/cancel")).Expect(HttpStatusCode.OK);
        (await _main.VerifyAsync(challenge, await owner.App.CodeAsync())).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task TimesAreKept()
    {
        var owner = await _main.RegisterWithAppAsync("brief");
        var token = await _main.SignInTokenAsync(owner.Person);
        var challenge = (await _main.ChallengeAsync(owner.Person, token)).Expect(HttpStatusCode.Created).Text("id");
        await Task.Delay(2200, TestContext.Current.CancellationToken);
        Assert.Equal("expired", (await _main.GetAsync("/v1/challenges/" + challenge)).Text("status"));
        (await _main.VerifyAsync(challenge, await owner.App.CodeAsync())).Expect(410, "challenge-over");
        await Task.Delay(2200, TestContext.Current.CancellationToken);
        (await _main.ChallengeAsync(owner.Person, token)).Expect(422, "invalid-token");
    }

    [Fact]
    public async Task ARepeatedKeyAnswersTheFirstChallengeAndLooksAtNoCode()
    {
        var owner = await _main.RegisterWithAppAsync();
        var token = await _main.SignInTokenAsync(owner.Person);
        var wrong = await owner.App.WrongCodeAsync();
        var first = (await _main.ChallengeAsync(owner.Person, token, code: wrong, idempotencyKey: "key-1")).Expect(422, "invalid-code").Text("challengeId");
        var repeated = (await _main.ChallengeAsync(owner.Person, token, code: wrong, idempotencyKey: "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal((first, "pending", 4), (repeated.Text("id"), repeated.Text("status"), repeated.Number("attemptsRemaining")));
        (await _main.ChallengeAsync(owner.Person, token, idempotencyKey: "key-1")).Expect(422, "idempotency-key-reused");
        Assert.Equal(1, await running.WrongCodesAsync(owner.Person));
    }

    [Fact]
    public async Task PastTheGatewayNothingAnswersWithoutItsToken()
    {
        using var http = new HttpClient();
        foreach (var service in new[] { "directory", "enrollment", "challenge" })
        {
            foreach (var path in new[] { "/internal/tokens/check", "/internal/relying-parties/rp_a", "/v1/accounts/acc_a", "/v1/challenges/chl_a" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(running.System.Url(service), path));
                request.Headers.TryAddWithoutValidation("X-User-Id", "acc_a");
                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Contains((int)answer.StatusCode, new[] { 401, 404 });
            }

            using var withAccessToken = new HttpRequestMessage(HttpMethod.Put, new Uri(running.System.Url(service), "/internal/relying-parties/rp_a"))
            {
                Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
            };
            withAccessToken.Headers.Authorization = new("Bearer", await _main.TokenAsync());
            using var refused = await http.SendAsync(withAccessToken, TestContext.Current.CancellationToken);
            Assert.Contains((int)refused.StatusCode, new[] { 401, 404 });
        }

        (await _main.GetAsync("/internal/relying-parties/rp_a")).Expect(404, "not-found");
    }

    private static string WithoutTrace(Answer answer)
    {
        var body = JsonNode.Parse(answer.Content)!.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
