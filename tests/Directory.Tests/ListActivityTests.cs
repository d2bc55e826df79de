using System.Net;
using System.Net.Http.Headers;
using Mfa.Directories.Tests.Service;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests;

public sealed class ListActivityTests(DirectoryApp app)
{
    [Fact]
    public async Task APersonSeesWhatHappenedNewestFirst()
    {
        var person = await app.Main.RegisterAsync();
        var confirmed = Told.Event("factor.confirmed", person) with
        {
            RelyingParty = app.Main.Id,
            Session = "sid_hidden",
            FactorId = "fac_hidden",
            Factor = "totp",
            Reason = "first",
        };
        var approved = Told.Event("challenge.approved", person, Told.At + 1) with
        {
            RelyingParty = "rp_forgotten",
            ChallengeId = "chl_hidden",
            Factor = "email",
            Purpose = "sign-in",
        };
        var cooling = Told.Event("account.cooling-down", person, Told.At + 2) with { Factor = "enrol" };
        foreach (var told in new[] { approved, confirmed, cooling })
            await app.RecordAsync(told);
        var page = (await ReadAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            $$"""
            {"items":[{"id":"{{cooling.Id}}","type":"account.cooling-down","at":"2026-09-21T14:13:20.002Z","factor":"totp","relyingParty":null},{"id":"{{approved.Id}}","type":"challenge.approved","at":"2026-09-21T14:13:20.001Z","factor":"email","purpose":"sign-in","relyingParty":null},{"id":"{{confirmed.Id}}","type":"factor.confirmed","at":"2026-09-21T14:13:20.000Z","factor":"totp","relyingParty":"main"}],"next":null}
            """,
            page.Content);
    }

    [Fact]
    public async Task WhatIsForOperatorsIsNotThere()
    {
        var person = await app.Main.RegisterAsync();
        foreach (var type in new[] { "challenge.created", "mail.failed", "notice.delayed", "account.updated", "password-check.failed", "invented.later" })
            await app.RecordAsync(Told.Event(type, person));
        await app.RecordAsync(Told.Event("sign-in.failed", person) with { Reason = "account-locked" });
        var page = (await ReadAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("sign-in.failed", Assert.Single(page.Body!["items"]!.AsArray())!["type"]!.GetValue<string>());
        Assert.DoesNotContain("locked", page.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task PagesFollowOneAnotherWithoutAGap(int limit)
    {
        var person = await app.Main.RegisterAsync();
        var told = Enumerable.Range(0, 7).Select(i => Told.Event("sign-in.succeeded", person, Told.At + (i / 3))).ToArray();
        foreach (var one in told)
            await app.RecordAsync(one);
        var (seen, pages, after) = (new List<string>(), 0, (string?)null);
        do
        {
            var page = (await ReadAsync(person, $"?limit={limit}" + (after is null ? "" : $"&after={after}"))).Expect(HttpStatusCode.OK);
            var items = page.Body!["items"]!.AsArray();
            Assert.InRange(items.Count, 1, limit);
            seen.AddRange(items.Select(item => item!["id"]!.GetValue<string>()));
            after = page.Body["next"]?.GetValue<string>();
            pages++;
        }
        while (after is not null);
        Assert.Equal(told.Reverse().Select(one => one.Id), seen);
        Assert.Equal((told.Length + limit - 1) / limit, pages);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=many")]
    [InlineData("?after=")]
    [InlineData("?after=evt_aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task AWrongPageIsRefused(string query) =>
        (await ReadAsync(await app.Main.RegisterAsync(), query)).Expect(400, "invalid-request");

    [Fact]
    public async Task ACursorOfAnotherAccountIsNone()
    {
        var (person, other) = (await app.Main.RegisterAsync(), await app.Main.RegisterAsync());
        var told = Told.Event("sign-in.succeeded", other);
        await app.RecordAsync(told);
        (await ReadAsync(other, $"?after={told.Id}")).Expect(HttpStatusCode.OK);
        (await ReadAsync(person, $"?after={told.Id}")).Expect(400, "invalid-request");
    }

    [Fact]
    public async Task ForeignAndUnknownAccountsAreNotFoundAlike()
    {
        var (person, narrow) = (await app.Main.RegisterAsync("dev"), app.Client("quick-only"));
        string[] answers =
        [
            (await narrow.GetAsync($"/v1/accounts/{person.AccountId}/activity")).Expect(404, "not-found").WithoutTrace(),
            (await narrow.GetAsync("/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa/activity")).Expect(404, "not-found").WithoutTrace(),
            (await narrow.GetAsync("/v1/accounts/x/activity")).Expect(404, "not-found").WithoutTrace(),
        ];
        Assert.Single(answers.Distinct());
        (await app.Client("narrow").GetAsync($"/v1/accounts/{person.AccountId}/activity")).Expect(403, "forbidden");
    }

    [Fact]
    public async Task TheTagChangesWithWhatHappens()
    {
        var person = await app.Main.RegisterAsync();
        var tag = (await ReadAsync(person)).Expect(HttpStatusCode.OK).Headers.ETag!;
        Assert.Equal(HttpStatusCode.NotModified, await StatusIfNoneMatchAsync(person, tag));
        await app.RecordAsync(Told.Event("sign-in.succeeded", person));
        Assert.Equal(HttpStatusCode.OK, await StatusIfNoneMatchAsync(person, tag));
    }

    private Task<Mfa.Testing.Answer> ReadAsync(Person person, string query = "") => app.Main.GetAsync($"/v1/accounts/{person.AccountId}/activity{query}");

    private async Task<HttpStatusCode> StatusIfNoneMatchAsync(Person person, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/accounts/{person.AccountId}/activity");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await app.Main.TokenAsync());
        request.Headers.IfNoneMatch.Add(tag);
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
