using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

public sealed class RotateClientSecretTests(DirectoryApp app)
{
    [Fact]
    public async Task BothSecretsAreGoodUntilTheOverlapIsOver()
    {
        var old = await app.MakeRelyingPartyAsync("quick");
        var party = app.As(old);
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(HttpStatusCode.Created);
        var rotated = (await RotateAsync(old, null)).Expect(HttpStatusCode.Created);
        Assert.Equal(("no-store", 2), (rotated.Headers.CacheControl!.ToString(), rotated.Number("clientVersion")));
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(401, "unauthorized");
        await AssertAsync(old, good: true);
        await AssertAsync(old with { Secret = rotated.Text("secret") }, good: true);
        Assert.InRange((await EndsAsync(old)).Single(end => end is not null)!.Value, Now.AddHours(23), Now.AddHours(24));

        await app.InDatabaseAsync(db => db.ClientSecrets.Where(secret => secret.RelyingPartyId == old.Id && secret.ExpiresAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(secret => secret.ExpiresAt, Now)));
        await AssertAsync(old, good: false);
        await AssertAsync(old with { Secret = rotated.Text("secret") }, good: true);
        await app.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal([null], await EndsAsync(old));
    }

    [Fact]
    public async Task OfThreeTheOldestEnds()
    {
        var first = await app.MakeRelyingPartyAsync("quick");
        var second = first with { Secret = (await RotateAsync(first, 3600)).Expect(HttpStatusCode.Created).Text("secret") };
        var third = first with { Secret = (await RotateAsync(first, 7200)).Expect(HttpStatusCode.Created).Text("secret") };
        await AssertAsync(first, good: false);
        await AssertAsync(second, good: true);
        await AssertAsync(third, good: true);
        Assert.Equal(2, (await EndsAsync(first)).Count);
    }

    [Fact]
    public async Task WithoutAnOverlapTheOldOneEndsAtOnce()
    {
        var old = await app.MakeRelyingPartyAsync("quick");
        var rotated = (await RotateAsync(old, 0)).Expect(HttpStatusCode.Created);
        await AssertAsync(old, good: false);
        await AssertAsync(old with { Secret = rotated.Text("secret") }, good: true);
        Assert.DoesNotContain(rotated.Text("secret"), app.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2_592_001)]
    public async Task AnOverlapHasItsBounds(int seconds) => AssertPointer("/overlapSeconds", await RotateAsync(await app.MakeRelyingPartyAsync("quick"), seconds));

    [Fact]
    public async Task AnOperatorNeverGetsASecret() => (await RotateAsync(await app.MakeOperatorAsync(), null)).Expect(409, "conflict");

    [Fact]
    public async Task AuditorsAndOperatorsOfOtherRealmsRotateNothing()
    {
        var client = await app.MakeRelyingPartyAsync("quick", "mailed");
        (await app.Client("auditor").PostAsync($"/v1/relying-parties/{client.Id}/secrets")).Expect(403, "forbidden");
        (await app.As(await app.MakeOperatorAsync()).PostAsync($"/v1/relying-parties/{client.Id}/secrets")).Expect(404, "not-found");
        await AssertAsync(client, good: true);
        Assert.Single(await EndsAsync(client));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private Task<Answer> RotateAsync(TestClient client, int? overlap) => app.Client("operator").PostAsync(
        $"/v1/relying-parties/{client.Id}/secrets", overlap is null ? null : new JsonObject { ["overlapSeconds"] = overlap });

    private async Task AssertAsync(TestClient client, bool good) =>
        (await app.As(client).RequestTokenAsync()).Expect(good ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);

    private Task<List<DateTimeOffset?>> EndsAsync(TestClient client) => app.InDatabaseAsync(db =>
        db.ClientSecrets.Where(secret => secret.RelyingPartyId == client.Id).OrderBy(secret => secret.Id).Select(secret => secret.ExpiresAt).ToListAsync());
}
