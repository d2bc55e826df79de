using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mfa.Directories.Tests;

/// <summary>An account made with an address that nobody vouches for.</summary>
public sealed class UnconfirmedAccountTests(DirectoryApp app)
{
    [Fact]
    public async Task TheAddressIsMailedACodeAtOnceAndStandsNowhereElse()
    {
        var body = Ask.Account();
        (body["email"], body["displayName"], body["locale"]) = ("anna@example.hu", "Anna", "hu");
        var made = (await app.Main.PostAsync("/v1/accounts", body)).Expect(HttpStatusCode.Created);
        Assert.Equal(("unconfirmed", null, false), (made.Text("status"), made.Body!["email"]?.GetValue<string>(), made.Body["emailVerified"]!.GetValue<bool>()));
        Assert.Equal(
            """{"hint":"a…@e….hu","format":"digits-6","expiresAt":"2099-01-01T00:00:00.000Z","attemptsRemaining":5,"resendAvailableAt":"2099-01-01T00:00:00.000Z","delivery":{"state":"queued","at":"2099-01-01T00:00:00.000Z","attempts":1}}""",
            made.Body["pendingEmail"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        var order = Assert.Single(app.Neighbours.Mail.Of(made.Text("id"))).Order;
        Assert.Equal(("address", "quick", app.Main.Id, null, null, false), (order.Purpose, order.Realm, order.RelyingParty, order.Session, order.FactorId, order.Rebinds));
        Assert.Equal(("anna@example.hu", "Anna", "hu", body["identifiers"]![0]!["value"]!.GetValue<string>()),
            (order.Mailbox.Address, order.Mailbox.Name, order.Mailbox.Locale, order.Mailbox.Label));
        Assert.Matches("^chl_[a-z2-7]{26}$", order.ChallengeId);
        Assert.Equal(600, order.LifeSeconds);
        Assert.Equal(made.Content, (await app.Main.GetAsync($"/v1/accounts/{made.Text("id")}")).Content);
        var card = (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{made.Text("id")}?realm=quick")).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain("example.hu", card.Content + made.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItAnswersEveryPasswordAsAnUnknownOneDoes()
    {
        var person = await app.JoinAsync("anna@example.hu");
        string[] answers =
        [
            (await app.Main.SignInAsync(person)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.SignInAsync(person, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.TryAsync("quick", Ask.NewUsername(), RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
        ];
        Assert.Single(answers.Distinct());
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", RelyingParty.Password)).Expect(422, "invalid-credentials");
        await app.LockAsync(person);
        Assert.Equal(answers[0], (await app.Main.SignInAsync(person)).Expect(422, "invalid-credentials").WithoutTrace());
    }

    [Fact]
    public async Task AnUnconfirmedAccountIsCountedAsAnUnknownOneIs()
    {
        var person = await app.JoinAsync("anna@example.hu", "throttled");
        var unknown = Ask.NewUsername();
        for (var guess = 0; guess < 8; guess++)
        {
            var (one, other) = (await app.Main.SignInAsync(person), await app.Main.TryAsync("throttled", unknown, RelyingParty.Password));
            Assert.Equal((one.Status, one.Code), (other.Status, other.Code));
        }
    }

    [Fact]
    public async Task TheCodeMakesItAnAccountLikeAnyOther()
    {
        var person = await app.JoinAsync("anna@example.hu");
        var confirmed = (await ConfirmAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(("active", "anna@example.hu", true), (confirmed.Text("status"), confirmed.Text("email"), confirmed.Body!["emailVerified"]!.GetValue<bool>()));
        Assert.Null(confirmed.Body["pendingEmail"]);
        Assert.Equal(confirmed.Content, (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Content);
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(app.Neighbours.Told, told => told.Path.EndsWith("/version", StringComparison.Ordinal) && told.Path.Contains(person.AccountId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutChallengeTheAccountIsMadeAndTheRepeatOrdersTheSameCode()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var (body, key) = (Ask.Account(), Ask.NewUsername());
        body["email"] = "anna@example.hu";
        own.Neighbours.Broken = "/internal/mail-proofs";
        (await own.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(503, "dependency-unavailable");
        own.Neighbours.Broken = null;
        var chosen = await own.InDatabaseAsync(db => db.PendingAddresses.Select(pending => pending.ChallengeId).SingleAsync());
        var made = (await own.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        Assert.Equal(chosen, Assert.Single(own.Neighbours.Mail.Of(made.Text("id"))).Order.ChallengeId);
        (await own.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        Assert.Equal(2, own.Neighbours.Told.Count(told => told.Path == "/internal/mail-proofs"));
    }

    [Fact]
    public async Task WithoutChallengeAResendOrdersTheSameCode()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var body = Ask.Account();
        body["email"] = "anna@example.hu";
        own.Neighbours.Broken = "/internal/mail-proofs";
        (await own.Main.PostAsync("/v1/accounts", body)).Expect(503, "dependency-unavailable");
        var waits = await own.InDatabaseAsync(db => db.PendingAddresses.AsNoTracking().SingleAsync());
        var (id, chosen) = (waits.AccountId, waits.ChallengeId);
        (await own.Main.PostAsync($"/v1/accounts/{id}/email/resend")).Expect(503, "dependency-unavailable");
        own.Neighbours.Broken = null;
        var before = (await own.Main.GetAsync($"/v1/accounts/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, before.Body!["pendingEmail"]!["attemptsRemaining"]!.GetValue<int>());
        (await own.Main.PostAsync($"/v1/accounts/{id}/email/resend")).Expect(HttpStatusCode.Accepted);
        Assert.Equal((chosen, 1), (own.Neighbours.Mail.Last(id).Order.ChallengeId, own.Neighbours.Mail.Last(id).Sent));
        (await own.Main.PostAsync($"/v1/accounts/{id}/email/resend")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(2, Assert.Single(own.Neighbours.Mail.Of(id)).Sent);
    }

    [Fact]
    public async Task AQuotaLeavesTheAccountMadeWithACodeThatIsOver()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        own.Neighbours.Mail.Refusal = new Problem(ProblemKind.MailQuota, "Too many.") { RetryAfter = TimeSpan.FromSeconds(60) };
        var person = await own.JoinAsync("anna@example.hu");
        own.Neighbours.Mail.Refusal = null;
        Assert.Equal(0, (await own.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Body!["pendingEmail"]!["attemptsRemaining"]!.GetValue<int>());
        (await own.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(HttpStatusCode.Accepted);
        Assert.Single(own.Neighbours.Mail.Of(person.AccountId));
    }

    [Fact]
    public async Task WhenTheCodeIsOverAResendMailsAnother()
    {
        var person = await app.JoinAsync("anna@example.hu");
        app.Neighbours.Mail.Last(person.AccountId).Status = "locked";
        Assert.Equal(0, (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Body!["pendingEmail"]!["attemptsRemaining"]!.GetValue<int>());
        (await ConfirmAsync(person)).Expect(410, "challenge-over");
        (await app.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(2, app.Neighbours.Mail.Of(person.AccountId).Select(proof => proof.Order.ChallengeId).Distinct().Count());
        (await ConfirmAsync(person)).Expect(HttpStatusCode.OK);
        (await app.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task AnotherRelyingPartySeesNothingOfTheAddressAndConfirmsNothing()
    {
        var (person, other) = (await app.JoinAsync("anna@example.hu"), app.Client("other"));
        var seen = (await other.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(HttpStatusCode.OK);
        Assert.Null(seen.Body!["pendingEmail"]);
        (await other.PostAsync($"/v1/accounts/{person.AccountId}/email/confirm", new JsonObject { ["code"] = MailProofs.Code })).Expect(410, "challenge-over");
        (await other.PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(410, "challenge-over");
        (await app.Client("quick-only").PostAsync($"/v1/accounts/{(await app.JoinAsync("anna@example.hu", "dev")).AccountId}/email/resend")).Expect(404, "not-found");
        (await app.Client("narrow").PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(403, "forbidden");
        (await app.Main.SignInAsync(person)).Expect(422, "invalid-credentials");
    }

    [Fact]
    public async Task AfterItsTimeItIsErasedAndItsIdentifierIsFree()
    {
        var (late, waiting, confirmed) = (await app.JoinAsync("late@example.hu"), await app.JoinAsync("waiting@example.hu"), await app.JoinAsync("kept@example.hu"));
        (await ConfirmAsync(confirmed)).Expect(HttpStatusCode.OK);
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("quick", late.Identifier))).Expect(409, "identifier-taken");
        await LateAsync(late.AccountId);
        (await ConfirmAsync(late)).Expect(410, "challenge-over");
        await SweepAsync();
        (await app.Main.GetAsync($"/v1/accounts/{late.AccountId}")).Expect(404, "not-found");
        (await app.Main.GetAsync($"/v1/accounts/{waiting.AccountId}")).Expect(HttpStatusCode.OK);
        (await app.Main.SignInAsync(confirmed)).Expect(HttpStatusCode.OK);
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("quick", late.Identifier))).Expect(HttpStatusCode.Created);
        Assert.False(await app.InDatabaseAsync(db => db.PendingAddresses.AnyAsync(pending => pending.AccountId == late.AccountId)));
        Assert.True(await app.InDatabaseAsync(db => db.Outbox.AnyAsync(row => row.Payload.Contains("account.erased") && row.Payload.Contains(late.AccountId))));
    }

    [Fact]
    public async Task TheRealmSaysHowLongItLivesAndItIsErasedUnasked()
    {
        var person = await app.JoinAsync("anna@example.hu", "forgetful");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Status != HttpStatusCode.NotFound)
            await Task.Delay(250, limit.Token);
    }

    [Fact]
    public async Task MoreThanOneBatchIsErased()
    {
        var people = new List<Person>();
        for (var i = 0; i < 103; i++)
            people.Add(await app.JoinAsync("many@example.hu"));
        await LateAsync([.. people.Select(person => person.AccountId)]);
        await SweepAsync();
        var ids = people.ConvertAll(person => person.AccountId);
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Accounts.CountAsync(account => ids.Contains(account.Id))));
    }

    private Task<Answer> ConfirmAsync(Person person) =>
        app.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/confirm", new JsonObject { ["code"] = MailProofs.Code });

    private Task<int> LateAsync(params string[] accounts) => app.InDatabaseAsync(db => db.Accounts.Where(a => accounts.Contains(a.Id))
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.ConfirmBefore, TimeProvider.System.GetUtcNow().AddMilliseconds(-1))));

    private Task SweepAsync() =>
        app.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().SweepAsync(TestContext.Current.CancellationToken);
}
