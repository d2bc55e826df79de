using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Bootstrap;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Directories.Tests.Service;
using Mfa.Outboxes;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using RelyingParty = Mfa.Directories.Domain.RelyingParty;

namespace Mfa.Directories.Tests.Bootstrap;

/// <summary>By connection string, as the console does it, beside a running service or none.</summary>
public sealed class FirstOperatorTests : IAsyncLifetime
{
    private readonly DirectoryApp _app = new() { Clients = [.. TestClient.Standard().Where(client => client.Key is null)] };
    private readonly TestClient _client = TestClient.WithKey("Kovács Anna", "mfa.operate", "mfa.audit");

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task TheFirstOperatorWorksAndIsMadeOnce()
    {
        var made = await MakeAsync(["quick", "mailed"]);
        Assert.Equal((1, RelyingPartyStatus.Active), (made.ClientVersion, made.Status));
        var header = ClientAssertion.Header(_client);
        header["kid"] = made.Keys.Single().Kid;
        var assertion = ClientAssertion.Sign(header, ClientAssertion.Claims(_client with { Id = made.Id }, DirectoryApp.PublicUrl), _client.Key!);
        var token = (await _app.Main.ShowAsync(ClientAssertion.Form(assertion))).Expect(HttpStatusCode.OK).Text("access_token");
        (await _app.RawAsync(HttpMethod.Get, "/v1/realms/quick", null, token)).Expect(HttpStatusCode.OK);
        (await _app.RawAsync(HttpMethod.Get, "/v1/realms/idnp", null, token)).Expect(404, "not-found");
    }

    [Fact]
    public async Task ThereIsOneOfTwoAtOnceAndNoneAfterIt()
    {
        var made = await Task.WhenAll(TryAsync(), TryAsync());
        Assert.Single(made, one => one is not null);
        var again = await Assert.ThrowsAsync<InvalidOperationException>(() => MakeAsync(["quick"]));
        Assert.Contains("before", again.Message, StringComparison.Ordinal);
        await _app.InDatabaseAsync(db => db.RelyingParties.ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RelyingPartyStatus.Disabled)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeAsync(["quick"]));
        var id = made.Single(one => one is not null)!.Id;
        Assert.Equal(1, await _app.InDatabaseAsync(db => db.RelyingParties.CountAsync(r => r.Id == id)));
    }

    [Fact]
    public async Task ItIsOnRecordInEachRealm()
    {
        var made = await MakeAsync(["quick", "mailed"]);
        var rows = await _app.InDatabaseAsync(db => db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Payload.Contains(made.Id)).Select(row => row.Payload).ToListAsync());
        Assert.Equal(["mailed", "quick"], rows.Select(row => JsonNode.Parse(row)!["realm"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(rows.Select(row => JsonNode.Parse(row)!), row => Assert.Equal(
            ("relying-party.created", "bootstrap"), (row["type"]!.GetValue<string>(), row["reason"]!.GetValue<string>())));
    }

    [Fact]
    public async Task WithoutARealmANameOrAKeyThereIsNone()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeAsync([]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeAsync(["quick"], name: " "));
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeAsync(["quick"], key: new ClientKey("EC", "P-256", "AA", "AA")));
        Assert.False(await _app.InDatabaseAsync(db => db.RelyingParties.AnyAsync(r => r.Name == _client.Name)));
    }

    private async Task<RelyingParty?> TryAsync()
    {
        try
        {
            return await MakeAsync(["quick"]);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<RelyingParty> MakeAsync(string[] realms, string? name = null, ClientKey? key = null)
    {
        await using var db = (DirectoryDb)Mfa.Storage.Database.Open<SqliteDirectoryDb, PostgresDirectoryDb>(_app.Database.ConnectionString, oneWriter: true)!;
        return await FirstOperator.MakeAsync(db, TimeProvider.System, realms, name ?? _client.Name, key ?? ClientKey.Of(_client.Key!), TestContext.Current.CancellationToken);
    }
}
