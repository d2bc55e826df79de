using System.Net;
using Mfa.Enrollments.Tests.Neighbours;

namespace Mfa.Enrollments.Tests;

public sealed class ReadFactorTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    public void Dispose()
    {
        app.Challenge.Trouble.Clear();
        app.People.Trouble.Clear();
    }

    [Fact]
    public async Task AnActiveFactorTellsWhatItIsAndNoMore()
    {
        var person = app.NewPerson();
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;

        var factor = (await person.Backend.GetAsync($"{person.Factors}/{id}")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            ["id", "type", "status", "hint", "createdAt", "confirmedAt", "lastUsedAt"], factor.Body.AsObject().Select(member => member.Key));
        Assert.Equal(("totp", "active", "authenticator app"), (factor["type"], factor["status"], factor["hint"]));
        Assert.Null(factor.Body["lastUsedAt"]);
        Assert.False(factor.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task TheETagChangesWithTheFactor()
    {
        var person = app.NewPerson();
        var id = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        var path = $"{person.Factors}/{id}";
        var tag = (await person.Backend.GetAsync(path)).Headers["ETag"];

        Assert.Equal("", (await person.Backend.GetAsync(path, ("If-None-Match", tag))).Expect(HttpStatusCode.NotModified).Text);
        await app.TellAsync(app.OutcomeOf(person, "approved", "used", factorId: id, step: 1));

        var used = (await person.Backend.GetAsync(path, ("If-None-Match", tag))).Expect(HttpStatusCode.OK);
        Assert.NotEqual(tag, used.Headers["ETag"]);
        Assert.EndsWith("Z", used["lastUsedAt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccountWithoutFactorsHasAnEmptyList()
    {
        var list = (await app.NewPerson().Backend.GetAsync(app.NewPerson().Factors)).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"items":[],"next":null}""", list.Text);
    }

    [Fact]
    public async Task UnknownAndForeignAccountsAreNotFoundAlike()
    {
        var (stranger, foreigner) = (app.NewPerson("before-date"), app.NewPerson("before-date"));
        await foreigner.EnrolAsync();
        var caller = app.As(realms: ["quick"]);
        var unknown = (await caller.GetAsync("/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa/factors")).Expect(HttpStatusCode.NotFound, "not-found").WithoutTrace();

        Assert.Equal(unknown, (await caller.GetAsync(stranger.Factors)).WithoutTrace());
        Assert.Equal(unknown, (await caller.GetAsync(foreigner.Factors)).WithoutTrace());
        Assert.Equal(unknown, (await caller.GetAsync("/v1/accounts/x/factors")).WithoutTrace());
        Assert.Equal(unknown, (await caller.GetAsync("/v1/accounts/x/factors/y")).WithoutTrace());
        Assert.Equal(unknown, (await caller.GetAsync("/v1/nothing")).WithoutTrace());
    }

    [Fact]
    public async Task WhatDirectoryToldOfOneRealmIsNotToldToAnother()
    {
        var person = app.NewPerson("before-date");
        (await app.As(realms: ["before-date"]).GetAsync(person.Factors)).Expect(HttpStatusCode.OK);

        (await app.As(realms: ["quick"]).GetAsync(person.Factors)).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task WithoutDirectoryAnAccountNeverSeenIsNeitherFoundNorMissing()
    {
        var person = app.NewPerson();
        app.People.Trouble[""] = Neighbour.HangUp;
        (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        app.People.Trouble[""] = Neighbour.BeUnavailable;
        (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        app.People.Trouble.Clear();
        (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutChallengeAPendingFactorsAttemptsAreNotGuessed()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.Trouble["/internal/proofs"] = Neighbour.BeUnavailable;

        (await person.Backend.GetAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
    }

    [Fact]
    public async Task APendingFactorWhoseProofIsLostTakesNoCode()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        app.Challenge.LoseProofs();

        var read = (await person.Backend.GetAsync($"{person.Factors}/{started["id"]}")).Expect(HttpStatusCode.OK);

        Assert.Equal(("pending", 0), (read["status"], (int)read.Body["attemptsRemaining"]!));
    }

    [Fact]
    public async Task AListIsReadInPages()
    {
        var person = app.NewPerson();
        var first = await app.PlantAsync(person, "email");
        await Task.Delay(2);
        var second = await app.PlantAsync(person);

        var page = (await person.Backend.GetAsync($"{person.Factors}?limit=1")).Expect(HttpStatusCode.OK);
        Assert.Equal(first, (string)Assert.Single(page.Body["items"]!.AsArray())!["id"]!);
        var last = (await person.Backend.GetAsync($"{person.Factors}?limit=1&after={page["next"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(second, (string)Assert.Single(last.Body["items"]!.AsArray())!["id"]!);
        Assert.Null(last.Body["next"]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("after=x", "after")]
    [InlineData("limit=many", "")]
    public async Task AMalformedPageIsRefused(string query, string pointer)
    {
        var person = app.NewPerson();

        Assert.Equal([pointer], (await person.Backend.GetAsync($"{person.Factors}?{query}")).Expect(HttpStatusCode.BadRequest, "invalid-request").Pointers);
    }
}
