using System.Net;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Mfa.Directories.Tests.Service.SignatureRig;

namespace Mfa.Directories.Tests;

/// <summary>An account that a signature made stays only with a factor.</summary>
public sealed class ProvisionalAccountTests(SignatureRig rig)
{
    private static readonly FactorSummary Owing = new(1, null, 0, true, 0, []);

    [Fact]
    public async Task WithoutAFactorItIsErasedAfterItsTime()
    {
        var (idnp, person) = await NewAsync();
        var account = await SignInAsync(person);
        await LateAsync(account);
        await SweepAsync();
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(404, "not-found");
        Assert.NotEqual(account, await SignInAsync(person));
        Assert.Equal($$"""{"realm":"signature","number":2}""", await WaitForAsync(ChallengeClient.AccountVersionPath(account)));
        Assert.Equal("""{"realm":"signature"}""", await WaitForAsync(EnrollmentClient.ErasurePath(account)));
        Assert.Contains("\"reason\":\"provisional\"", await ErasureAuditAsync(account), StringComparison.Ordinal);
        Assert.DoesNotContain(idnp, await ErasureAuditAsync(account), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheRealmSaysHowLongItLivesAndItIsErasedUnasked()
    {
        var (_, person) = await NewAsync();
        var account = (await rig.SignInAsync(person, "signature-brief")).Expect(HttpStatusCode.OK).Text("accountId");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await rig.Main.GetAsync($"/v1/accounts/{account}")).Status != HttpStatusCode.NotFound)
            await Task.Delay(250, limit.Token);
    }

    [Fact]
    public async Task WithAFactorItStaysThoughNoEventCame()
    {
        var account = await SignInAsync((await NewAsync()).Person);
        rig.App.Neighbours.Summaries[account] = Owing;
        await LateAsync(account);
        await SweepAsync();
        Assert.Null(await UntilAsync(account));
        rig.App.Neighbours.Summaries.TryRemove(account, out _);
        await SweepAsync();
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutEnrollmentNothingIsErased()
    {
        var account = await SignInAsync((await NewAsync()).Person);
        rig.App.Neighbours.Untold[account] = true;
        await LateAsync(account);
        await Assert.ThrowsAnyAsync<Exception>(SweepAsync);
        rig.App.Neighbours.Untold.TryRemove(account, out _);
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(HttpStatusCode.OK);
        await SweepAsync();
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(404, "not-found");
    }

    [Fact]
    public async Task ASignInWhileTheSweepAsksBeginsItsTimeAnew()
    {
        var (_, person) = await NewAsync();
        var account = await SignInAsync(person);
        // First: the service sweeps by itself too.
        rig.App.Neighbours.Meanwhile[account] = async () => await SignInAsync(person);
        await LateAsync(account);
        await SweepAsync();
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("factor.confirmed", true)]
    [InlineData("factor.started", false)]
    public async Task TheEventOfAConfirmedFactorSettlesIt(string type, bool settled)
    {
        var account = await SignInAsync((await NewAsync()).Person);
        await using var scope = rig.App.Services.CreateAsyncScope();
        var record = new RecordAuditEvent(scope.ServiceProvider.GetRequiredService<DirectoryDb>(), scope.ServiceProvider.GetRequiredService<WriterTurns>(),
            scope.ServiceProvider.GetRequiredService<NoticeWriter>(), TimeProvider.System);
        await record.RecordAsync(
            new AuditEvent { Id = OpaqueId.New("evt_"), Type = type, At = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Realm = "signature", AccountId = account },
            TestContext.Current.CancellationToken);
        Assert.Equal(settled, await UntilAsync(account) is null);
    }

    [Fact]
    public async Task AnAccountThatIsNoLongerProvisionalDoesNotBecomeItAgain()
    {
        var (_, person) = await NewAsync();
        var account = await SignInAsync(person);
        rig.App.Neighbours.Summaries[account] = Owing;
        await SignInAsync(person);
        Assert.Null(await UntilAsync(account));
        rig.App.Neighbours.Summaries.TryRemove(account, out _);
        await SignInAsync(person);
        Assert.Null(await UntilAsync(account));
    }

    [Fact]
    public async Task ItsOwnSignatureTakesItBack()
    {
        var (idnp, person) = await NewAsync();
        var account = await SignInAsync(person);
        (await DeleteAsync(account, Session(account))).Expect(HttpStatusCode.Accepted);
        Assert.Equal("""{"realm":"signature","number":2}""", Assert.Single(ToldTo(ChallengeClient.AccountVersionPath(account))));
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(404, "not-found");
        (await rig.Main.PostAsync("/v1/accounts/lookup", new JsonObject { ["realm"] = "signature", ["identifier"] = idnp })).Expect(404, "not-found");
        (await DeleteAsync(account, Session(account))).Expect(404, "not-found");
        Assert.Equal("""{"realm":"signature"}""", await WaitForAsync(EnrollmentClient.ErasurePath(account)));
        Assert.Contains(rig.Main.Id, await ErasureAuditAsync(account), StringComparison.Ordinal);
        Assert.True((await rig.SignInAsync(person)).Expect(HttpStatusCode.OK).Body!["accountCreated"]!.GetValue<bool>());
    }

    [Fact]
    public async Task WithoutItsProofNothingIsErased()
    {
        var account = await SignInAsync((await NewAsync()).Person);
        (await rig.Main.DeleteAsync($"/v1/accounts/{account}")).Expect(403, "step-up-required");
        (await DeleteAsync(account, null)).Expect(403, "step-up-required");
        (await DeleteAsync(account, Session(account, "pwd"))).Expect(403, "step-up-required");
        (await DeleteAsync(account, "no token")).Expect(422, "invalid-token");
        (await DeleteAsync(account, Session(await SignInAsync((await NewAsync()).Person)))).Expect(422, "invalid-token");
        (await DeleteAsync(account, Session(account, version: 9))).Expect(422, "invalid-token");
        (await rig.App.Client("elsewhere").SendAsync(HttpMethod.Delete, $"/v1/accounts/{account}", "{}")).Expect(404, "not-found");
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(HttpStatusCode.OK);
        (await DeleteAsync(account, Session(account))).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task WhoHasAFactorIsNotErasedSo()
    {
        var account = await SignInAsync((await NewAsync()).Person);
        rig.App.Neighbours.Summaries[account] = Owing;
        (await DeleteAsync(account, Session(account))).Expect(403, "step-up-required");
        rig.App.Neighbours.Summaries.TryRemove(account, out _);
        await rig.App.InDatabaseAsync(db => db.Accounts.Where(a => a.Id == account).ExecuteUpdateAsync(set => set.SetProperty(a => a.ProvisionalUntil, (DateTimeOffset?)null)));
        (await DeleteAsync(account, Session(account))).Expect(403, "step-up-required");
        (await rig.Main.GetAsync($"/v1/accounts/{account}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheSignatureSetsTheFirstPasswordAndAForgottenOne()
    {
        var (idnp, signer) = await NewAsync();
        var account = await SignInAsync(signer);
        var person = new Person("signature", account, idnp);
        (await rig.Main.SignInAsync(person)).Expect(422, "invalid-credentials");
        var token = Session(account);
        (await rig.Main.ChangePasswordAsync(account, "a bright morning", signInToken: token)).Expect(HttpStatusCode.NoContent);
        Assert.Equal($$"""{"realm":"signature","number":2,"by":"{{rig.App.Neighbours.Sessions[token].Id}}"}""", Assert.Single(ToldTo(ChallengeClient.AccountVersionPath(account))));
        (await rig.Main.SignInAsync(person, "a bright morning")).Expect(HttpStatusCode.OK);
        Assert.NotNull(await UntilAsync(account));

        rig.App.Neighbours.Summaries[account] = Owing;
        (await rig.Main.ChangePasswordAsync(account, "a brighter morning", signInToken: Session(account, version: 2))).Expect(HttpStatusCode.NoContent);
        (await rig.Main.SignInAsync(person, "a bright morning")).Expect(422, "invalid-credentials");
        (await rig.Main.SignInAsync(person, "a brighter morning")).Expect(HttpStatusCode.OK);
    }

    private async Task<(string Idnp, Signatory Person)> NewAsync()
    {
        var idnp = NewIdnp();
        return (idnp, await rig.NewPersonAsync(idnp));
    }

    private async Task<string> SignInAsync(Signatory person) => (await rig.SignInAsync(person)).Expect(HttpStatusCode.OK).Text("accountId");

    private string Session(string account, string method = "sc", long version = 1) =>
        rig.App.Session(new Person("signature", account, ""), method, accountVersion: version);

    private Task<Answer> DeleteAsync(string account, string? token) => rig.Main.SendAsync(
        HttpMethod.Delete, $"/v1/accounts/{account}", (token is null ? new JsonObject() : new JsonObject { ["signInToken"] = token }).ToJsonString());

    private IEnumerable<string> ToldTo(string path) => rig.App.Neighbours.Told.Where(told => told.Path == path).Select(told => told.Body);

    private async Task<string> WaitForAsync(string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!ToldTo(path).Any())
            await Task.Delay(100, limit.Token);
        return ToldTo(path).First();
    }

    private Task<string> ErasureAuditAsync(string account) => rig.App.InDatabaseAsync(db =>
        db.Outbox.Where(row => row.Payload.Contains("account.erased") && row.Payload.Contains(account)).Select(row => row.Payload).SingleAsync());

    private Task<DateTimeOffset?> UntilAsync(string account) =>
        rig.App.InDatabaseAsync(db => db.Accounts.Where(a => a.Id == account).Select(a => a.ProvisionalUntil).SingleAsync());

    private Task<int> LateAsync(string account) => rig.App.InDatabaseAsync(db => db.Accounts.Where(a => a.Id == account)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.ProvisionalUntil, TimeProvider.System.GetUtcNow().AddMilliseconds(-1))));

    private Task SweepAsync() =>
        rig.App.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().SweepAsync(TestContext.Current.CancellationToken);
}
