using System.Net;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

public sealed class EndSessionsTests(DirectoryApp app)
{
    [Fact]
    public async Task AReportEndsEverySessionBeforeItIsAnswered()
    {
        var person = await app.Main.RegisterAsync();
        var token = app.Session(person, "sc");
        var before = (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("securityChangedAt");
        var challenge = OpaqueId.New("chl_");
        (await EndAsync(person, challenge)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("""{"realm":"quick","number":2}""", Assert.Single(Raises(app, person)).Body);
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", signInToken: token)).Expect(422, "invalid-token");
        Assert.NotEqual(before, (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("securityChangedAt"));

        var happened = Assert.Single(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "sessions.ended");
        Assert.Equal((challenge, app.Main.Id), (happened["challengeId"]!.GetValue<string>(), happened["relyingParty"]!.GetValue<string>()));
        Assert.Null(happened["session"]);
        Assert.Contains($"Warning Mfa.Directories.EndSessionsMeans A sign-in to account {person.AccountId} of quick", app.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Identifier, app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChallengeEndsThemOnceHoweverOftenItIsTold()
    {
        var person = await app.Main.RegisterAsync();
        var challenge = OpaqueId.New("chl_");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await EndAsync(person, challenge)).Expect(HttpStatusCode.NoContent)));
        Assert.Equal(2, await VersionAsync(person));
        var token = app.Session(person, "sc", accountVersion: 2);
        (await EndAsync(person, challenge)).Expect(HttpStatusCode.NoContent);
        Assert.Single(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "sessions.ended");
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", signInToken: token)).Expect(HttpStatusCode.NoContent);
        (await EndAsync(person, OpaqueId.New("chl_"))).Expect(HttpStatusCode.NoContent);
        Assert.Equal(4, await VersionAsync(person));
    }

    [Fact]
    public async Task ThatItWasToldOutlivesTheProcess()
    {
        await using var one = new DirectoryApp();
        await one.InitializeAsync();
        var person = await one.Main.RegisterAsync();
        var challenge = OpaqueId.New("chl_");
        (await EndAsync(person, challenge, one)).Expect(HttpStatusCode.NoContent);
        await using var next = new DirectoryApp().On(one.Database);
        await next.InitializeAsync();
        (await EndAsync(person, challenge, next)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(2, await VersionAsync(person, next));
        Assert.Empty(Raises(next, person));
    }

    [Fact]
    public async Task WithoutChallengesWordItIsDoneButNotToldAndTellingItAgainCarriesItOver()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var person = await own.Main.RegisterAsync();
        var challenge = OpaqueId.New("chl_");
        own.Neighbours.Broken = ChallengeClient.AccountVersionPath(person.AccountId);
        (await EndAsync(person, challenge, own)).Expect(503, "dependency-unavailable");
        (await EndAsync(person, challenge, own)).Expect(503, "dependency-unavailable");
        own.Neighbours.Broken = null;
        (await EndAsync(person, challenge, own)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(2, await VersionAsync(person, own));
        Assert.False(await own.InDatabaseAsync(db => db.Outbox.AnyAsync(row => row.Target == "challenge" && row.Path.Contains(person.AccountId))));
    }

    [Fact]
    public async Task AnAccountThatIsNotThereHasNoSession()
    {
        var person = await app.Main.RegisterAsync();
        (await EndAsync(person with { AccountId = OpaqueId.New("acc_") }, OpaqueId.New("chl_"))).Expect(HttpStatusCode.NoContent);
        (await EndAsync(person with { Realm = "dev" }, OpaqueId.New("chl_"))).Expect(HttpStatusCode.NoContent);
        Assert.Equal(1, await VersionAsync(person));
        Assert.Empty(Raises(app, person));
    }

    [Fact]
    public async Task OnlyChallengeEndsSessions()
    {
        var person = await app.Main.RegisterAsync();
        foreach (var token in new[] { app.ServiceToken("enrollment"), app.ServiceToken("directory"), await app.Main.TokenAsync() })
            (await EndAsync(person, OpaqueId.New("chl_"), token: token)).Expect(401, "unauthorized");
        Assert.Equal(1, await VersionAsync(person));
    }

    private static IEnumerable<(string Path, string Body, string? Authorization)> Raises(DirectoryApp of, Person person) =>
        of.Neighbours.Told.Where(told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId));

    private async Task<int> VersionAsync(Person person, DirectoryApp? of = null) =>
        (await (of ?? app).InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick")).Expect(HttpStatusCode.OK).Number("version");

    private Task<Answer> EndAsync(Person person, string challenge, DirectoryApp? at = null, string? token = null) => (at ?? app).InsideAsync(
        HttpMethod.Post, $"/internal/accounts/{person.AccountId}/sessions-end",
        new JsonObject { ["realm"] = person.Realm, ["challengeId"] = challenge, ["relyingParty"] = app.Main.Id }, token ?? (at ?? app).ServiceToken("challenge"));
}
