using System.Net;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Directories.Notices;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests;

/// <summary>EraseAccount for whom it is not provisional: by a step-up token, or by an operator.</summary>
public sealed class EraseAccountTests(DirectoryApp app)
{
    private const string Address = "anna@example.hu";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnErasedAccountIsNowhere(bool byOperator)
    {
        var (person, desk) = (await app.RegisterWithAddressAsync(Address), await Staff.OperatorAsync(app));
        var path = $"/v1/accounts/{person.AccountId}";
        Assert.Empty((await (byOperator ? EraseAsync(desk, person) : app.Main.DeleteAsync(path, app.Session(person, "pwd", "totp"))))
            .Expect(HttpStatusCode.Accepted).Content);
        Assert.Equal("""{"realm":"quick","number":2}""", Assert.Single(ToldTo(app, ChallengeClient.AccountVersionPath(person.AccountId))));
        Assert.Equal(2, ToldTo(app, EnrollmentClient.ErasurePath(person.AccountId)).Count());

        (await app.Main.GetAsync(path)).Expect(404, "not-found");
        (await desk.GetAsync(path)).Expect(404, "not-found");
        (await app.Main.GetAsync(path + "/activity")).Expect(404, "not-found");
        (await app.Main.PostAsync("/v1/accounts/lookup", new JsonObject { ["realm"] = "quick", ["identifier"] = person.Identifier })).Expect(404, "not-found");
        (await desk.LockAsync(person)).Expect(404, "not-found");
        (await EraseAsync(desk, person)).Expect(404, "not-found");
        (await app.Main.DeleteAsync(path, app.Session(person, "pwd", "totp"))).Expect(404, "not-found");
        (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick")).Expect(404, "not-found");
        var erased = (await app.Main.SignInAsync(person)).Expect(422, "invalid-credentials");
        Assert.Equal((await app.Main.SignInAsync(person with { Identifier = Ask.NewUsername() })).WithoutTrace(), erased.WithoutTrace());
    }

    [Fact]
    public async Task WithoutItsProofNothingIsErased()
    {
        var (person, other) = (await app.Main.RegisterAsync(), await app.Main.RegisterAsync());
        var (auditor, elsewhere) = (await Staff.AuditorAsync(app), await Staff.OperatorAsync(app, "dev"));
        var path = $"/v1/accounts/{person.AccountId}";
        (await app.Main.DeleteAsync(path)).Expect(403, "step-up-required");
        foreach (var method in new[] { "pwd", "rc", "sc" })
            (await app.Main.SendAsync(HttpMethod.Delete, path, new JsonObject { ["signInToken"] = app.Session(person, method) }.ToJsonString())).Expect(403, "step-up-required");
        (await app.Main.DeleteAsync(path, "none")).Expect(422, "invalid-token");
        (await app.Main.DeleteAsync(path, app.Session(other, "pwd", "totp"))).Expect(422, "invalid-token");
        (await app.Main.DeleteAsync(path, app.Session(person, "pwd", "totp", accountVersion: 9))).Expect(422, "invalid-token");
        CreateAccountTests.AssertPointer("/reason", await app.Main.SendAsync(HttpMethod.Delete, path, """{"reason":"mine"}""", app.Session(person, "pwd", "totp")));
        (await EraseAsync(auditor, person)).Expect(403, "forbidden");
        (await EraseAsync(elsewhere, person)).Expect(404, "not-found");
        var desk = await Staff.OperatorAsync(app);
        CreateAccountTests.AssertPointer("/reason", await desk.SendAsync(HttpMethod.Delete, path));
        CreateAccountTests.AssertPointer("/reason", await desk.SendAsync(HttpMethod.Delete, path, new JsonObject { ["reason"] = " " }));
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfManyAtOnceOneErases()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", app.Session(person, "pwd", "totp"))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Accepted), answer => answer.Expect(404, "not-found"));
        Assert.Single(await EventsAsync(app, person, "account.erased"));
    }

    [Fact]
    public async Task TheIdentifierStaysReservedForItsTimeAndIsFreeAfterIt()
    {
        var person = await app.Main.RegisterAsync();
        var living = (await app.Main.PostAsync("/v1/accounts", Ask.Account(username: person.Identifier))).Expect(409, "identifier-taken");
        (await app.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.Accepted);
        var erased = (await app.Main.PostAsync("/v1/accounts", Ask.Account(username: person.Identifier.ToUpperInvariant()))).Expect(409, "identifier-taken");
        Assert.Equal(living.WithoutTrace(), erased.WithoutTrace());
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("dev", person.Identifier))).Expect(HttpStatusCode.Created);
        Assert.DoesNotContain(person.Identifier, await ReservedAsync(), StringComparison.Ordinal);

        var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await app.InDatabaseAsync(db => db.ReservedIdentifiers.ExecuteUpdateAsync(set => set.SetProperty(i => i.Until, past)));
        var again = (await app.Main.PostAsync("/v1/accounts", Ask.Account(username: person.Identifier))).Expect(HttpStatusCode.Created).Text("id");
        // Once more, while the old reservation may still stand.
        (await app.Main.DeleteAsync($"/v1/accounts/{again}", app.Session(person with { AccountId = again }, "pwd", "totp"))).Expect(HttpStatusCode.Accepted);
        (await app.Main.PostAsync("/v1/accounts", Ask.Account(username: person.Identifier))).Expect(409, "identifier-taken");
    }

    [Fact]
    public async Task TheRealmSaysHowLongAnIdentifierIsReserved()
    {
        var person = await app.Main.RegisterAsync("brief");
        (await app.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.Accepted);
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("brief", person.Identifier))).Expect(409, "identifier-taken");
        await UntilAsync(async () => (await app.Main.PostAsync("/v1/accounts", Ask.Account("brief", person.Identifier))).Status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task ThePersonIsToldWithAllThatStillWaitsAndNoNoticeIsKept()
    {
        var person = await app.RegisterWithAddressAsync(Address, "dev");
        await app.RecordAsync(Told.Event("factor.removed", person));
        await app.RecordAsync(Told.Event("password.changed", person, Told.At + 1));
        (await app.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.Accepted);
        var last = (await app.MailsAsync(person))[^1];
        Assert.Equal((Address, "account-changes"), (app.RecipientOf(last).Address, last.Template));
        Assert.Equal(["password-changed", "account-erased"], app.ContentOf(last).Changes!.Select(change => change.Template));
        Assert.False(await app.InDatabaseAsync(db => db.Notices.AnyAsync(notice => notice.AccountId == person.AccountId)));
        await app.RecordAsync(Told.Event("factor.removed", person, Told.At + 2));
        Assert.Equal(last.MailId, (await app.MailsAsync(person))[^1].MailId);
    }

    [Fact]
    public async Task NoQuotaKeepsAPersonFromItsLastNotice()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        for (var i = 0; i < NoticeSender.MostADay + 2; i++)
            await app.RecordAsync(Told.Event("factor.removed", person, Told.At + i));
        (await EraseAsync(await Staff.OperatorAsync(app), person)).Expect(HttpStatusCode.Accepted);
        var mails = await app.MailsAsync(person);
        Assert.Equal(NoticeSender.MostADay + 1, mails.Count);
        Assert.Equal("account-erased", app.ContentOf(mails[^1]).Changes![^1].Template);
    }

    [Fact]
    public async Task TheRecordNamesWhoAndWhyAndNothingPersonal()
    {
        var (person, desk) = (await app.RegisterWithAddressAsync(Address), await Staff.OperatorAsync(app));
        (await EraseAsync(desk, person, "Asked for at the desk.")).Expect(HttpStatusCode.Accepted);
        var happened = Assert.Single(await EventsAsync(app, person, "account.erased"));
        Assert.Equal((desk.Id, "Asked for at the desk."), (happened["relyingParty"]!.GetValue<string>(), happened["reason"]!.GetValue<string>()));
        Assert.DoesNotContain(person.Identifier, happened.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("anna", happened.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatWaitedLeavesNoProofBehind()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        var stepUp = app.Session(person, "pwd", "totp");
        (await app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", """{"email":"new@example.hu"}""", stepUp)).Expect(HttpStatusCode.OK);
        (await app.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", stepUp)).Expect(HttpStatusCode.Accepted);
        var proof = app.Neighbours.Mail.Last(person.AccountId).Order.ChallengeId;
        Assert.All(ToldTo(app, EnrollmentClient.ErasurePath(person.AccountId)), told => Assert.Equal($$"""{"realm":"quick","proofs":["{{proof}}"]}""", told));
    }

    [Fact]
    public async Task AnotherServiceThatIsDownIsToldAfterARestartToo()
    {
        await using var one = new DirectoryApp();
        await one.InitializeAsync();
        var person = await one.RegisterWithAddressAsync(Address);
        one.Neighbours.Broken = EnrollmentClient.ErasurePath(person.AccountId);
        (await one.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", one.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.Accepted);
        (await one.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(404, "not-found");
        await SweepAsync(one);
        Assert.True(await one.InDatabaseAsync(db => db.Erasures.AnyAsync(e => e.AccountId == person.AccountId)));
        Assert.Empty(await EventsAsync(one, person, "account.erasure-completed"));

        await using var next = new DirectoryApp().On(one.Database);
        await next.InitializeAsync();
        await UntilAsync(() => Task.FromResult(ToldTo(next, EnrollmentClient.ErasurePath(person.AccountId)).Count() >= 2));
        await UntilAsync(async () => (await EventsAsync(next, person, "account.erasure-completed")).Count == 1);
        Assert.False(await next.InDatabaseAsync(db => db.Erasures.AnyAsync(e => e.AccountId == person.AccountId)));
        Assert.False(await next.InDatabaseAsync(db => db.Outbox.AnyAsync(row => row.Target != OutboxRow.Bus && row.Path.Contains(person.AccountId))));
    }

    [Fact]
    public async Task UntilItsSessionsHaveEndedItIsNotAnswered()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var person = await own.Main.RegisterAsync();
        own.Neighbours.Broken = ChallengeClient.AccountVersionPath(person.AccountId);
        (await own.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", own.Session(person, "pwd", "totp"))).Expect(503, "dependency-unavailable");
        (await own.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(404, "not-found");
        own.Neighbours.Broken = null;
        await UntilAsync(async () => (await EventsAsync(own, person, "account.erasure-completed")).Count == 1);
    }

    [Fact]
    public async Task WhatIsErasedIsInNoFileOfTheDatabase()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var person = await own.RegisterWithAddressAsync("planted.person@example.hu");
        string[] secrets = ["planted.person@example.hu", person.Identifier];
        await Assert.AllAsync(secrets, async secret => Assert.True(await own.Database.FilesContainAsync(secret), "The search finds what is there."));
        (await own.Main.DeleteAsync($"/v1/accounts/{person.AccountId}", own.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.Accepted);
        await UntilAsync(async () => (await EventsAsync(own, person, "account.erasure-completed")).Count == 1);
        await Assert.AllAsync(secrets, async secret => Assert.False(await own.Database.KeepsAsync(System.Text.Encoding.UTF8.GetBytes(secret))));
    }

    private static Task<Answer> EraseAsync(Staff desk, Person person, string reason = "Asked for.") =>
        desk.SendAsync(HttpMethod.Delete, $"/v1/accounts/{person.AccountId}", new JsonObject { ["reason"] = reason });

    private static IEnumerable<string> ToldTo(DirectoryApp of, string path) => of.Neighbours.Told.Where(told => told.Path == path).Select(told => told.Body);

    private static async Task<List<JsonNode>> EventsAsync(DirectoryApp of, Person person, string type) =>
        (await of.RowsAsync(person, nameof(AuditEvent))).FindAll(row => row["type"]!.GetValue<string>() == type);

    private Task<string> ReservedAsync() =>
        app.InDatabaseAsync(async db => string.Join('\n', await db.ReservedIdentifiers.Select(reserved => reserved.Hash).ToListAsync()));

    private static Task SweepAsync(DirectoryApp of) =>
        of.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().SweepAsync(TestContext.Current.CancellationToken);

    private static Task UntilAsync(Func<Task<bool>> holds) => Eventually.IsTrueAsync(holds, "what an erasure comes to");
}
