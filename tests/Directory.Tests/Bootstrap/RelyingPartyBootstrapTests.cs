using System.Text.Json.Nodes;
using Mfa.Directories.Bootstrap;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mfa.Directories.Tests.Bootstrap;

public sealed class RelyingPartyBootstrapTests(DirectoryApp app) : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task EveryRelyingPartyIsToldToBothNeighbours()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        foreach (var client in app.Clients)
        {
            string[] told;
            while ((told = ToldOf(client.Id)).Length < 2)
                await Task.Delay(50, limit.Token);
            Assert.Equal(["challenge", "enrollment"], told.Order(StringComparer.Ordinal));
        }

        var record = JsonNode.Parse(app.Neighbours.Told.First(told => told.Path == DirectoryClient.RelyingPartyPath(app.Main.Id)).Body)!;
        Assert.Equal(("main", "active", 1), (record["name"]!.GetValue<string>(), record["status"]!.GetValue<string>(), record["clientVersion"]!.GetValue<int>()));
        Assert.Equal("""{"en":"Tax return","hu":"eSZJA"}""", record["services"]![0]!["names"]!.ToJsonString());
    }

    [Fact]
    public async Task TheSameFileAgainChangesNothingAndAChangeEndsTheClientsTokens()
    {
        var client = NewClient();
        await PutAsync(client);
        Assert.Equal(1, await VersionAsync(client));
        await PutAsync(client);
        Assert.Equal(1, await VersionAsync(client));
        await PutAsync(client with { Factors = ["totp"] });
        Assert.Equal(2, await VersionAsync(client));
        await PutAsync(client with { Factors = ["totp"], Secret = client.Secret + "0" });
        Assert.Equal(3, await VersionAsync(client));
        Assert.Equal(1, await app.InDatabaseAsync(db => db.RelyingParties.Where(r => r.Id == client.Id).Select(r => r.Secrets.Count).SingleAsync()));
    }

    [Theory]
    [InlineData("id", "\"portal\"", "[0].id")]
    [InlineData("name", "\" \"", "[0].name")]
    [InlineData("secret", "\"short\"", "[0].secret")]
    [InlineData("realms", "[\"nowhere\"]", "[0].realms: nowhere")]
    [InlineData("realms", "[]", "[0].realms")]
    [InlineData("scopes", "[\"mfa.operate\"]", "[0].scopes: mfa.operate")]
    [InlineData("policy", "null", "[0].realms, scopes, policy")]
    [InlineData("policy", """{"factors":["sms"],"minimumAcr":null,"maxOpenChallenges":null}""", "[0].policy.factors: sms")]
    [InlineData("policy", """{"factors":["totp"],"minimumAcr":"mfa:9","maxOpenChallenges":0}""", "[0].policy.minimumAcr")]
    [InlineData("surprise", "1", "surprise")]
    public async Task AWrongFileIsNamedWithItsMember(string member, string json, string told)
    {
        var file = JsonNode.Parse(TestClient.ToJson([NewClient()]))!.AsArray();
        file[0]![member] = JsonNode.Parse(json);
        await File.WriteAllTextAsync(_file, file.ToJsonString(), TestContext.Current.CancellationToken);
        var problem = Assert.Throws<InvalidOperationException>(() => BootstrapRelyingParty.Read(_file, app.Services.GetRequiredService<RealmCatalog>()));
        Assert.Contains(_file, problem.Message, StringComparison.Ordinal);
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientMayHaveKeysInsteadOfASecret()
    {
        var client = TestClient.WithKey("keys", "mfa.operate");
        await PutAsync(client);
        await PutAsync(client);
        Assert.Equal(1, await VersionAsync(client));
        await PutAsync(TestClient.WithKey("keys", "mfa.operate") with { Id = client.Id });
        Assert.Equal(2, await VersionAsync(client));
        Assert.Empty(await app.InDatabaseAsync(db => db.ClientSecrets.Where(secret => secret.RelyingPartyId == client.Id).ToListAsync()));
        await PutAsync(NewClient() with { Id = client.Id });
        Assert.Empty(await app.InDatabaseAsync(db => db.RelyingParties.Where(r => r.Id == client.Id).Select(r => r.Keys).SingleAsync()));
    }

    [Theory]
    [InlineData("secret", "\"0123456789abcdef0123456789abcdef\"", "[0].jwks")]
    [InlineData("jwks", """{"keys":[]}""", "[0].jwks")]
    [InlineData("jwks", """{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}""", "[0].jwks")]
    [InlineData("jwks", "null", "[0].secret")]
    [InlineData("scopes", """["mfa.operate","mfa.directory"]""", "[0].scopes: mfa.directory")]
    public async Task AWrongOperatorIsNamedWithItsMember(string member, string json, string told)
    {
        var file = JsonNode.Parse(TestClient.ToJson([TestClient.WithKey("keys", "mfa.operate")]))!.AsArray();
        file[0]![member] = JsonNode.Parse(json);
        await File.WriteAllTextAsync(_file, file.ToJsonString(), TestContext.Current.CancellationToken);
        var problem = Assert.Throws<InvalidOperationException>(() => BootstrapRelyingParty.Read(_file, app.Services.GetRequiredService<RealmCatalog>()));
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNotThereIsNamed()
    {
        var problem = Assert.Throws<InvalidOperationException>(() => BootstrapRelyingParty.Read(_file + ".missing", app.Services.GetRequiredService<RealmCatalog>()));
        Assert.Contains(_file + ".missing", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProductionRefusesTheBootstrap()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["ConnectionStrings:directory"] = "Data Source=:memory:";
        builder.Configuration["Bootstrap:RelyingPartiesFile"] = _file;
        var problem = Assert.Throws<InvalidOperationException>(builder.AddDirectory);
        Assert.Contains("Bootstrap:RelyingPartiesFile", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private string[] ToldOf(string id) => [.. app.Neighbours.Told.Where(told => told.Path == DirectoryClient.RelyingPartyPath(id))
        .Select(told => new JsonWebToken(told.Authorization!["Bearer ".Length..]).Audiences.Single()).Distinct(StringComparer.Ordinal)];

    private async Task PutAsync(TestClient client)
    {
        await File.WriteAllTextAsync(_file, TestClient.ToJson([client]), TestContext.Current.CancellationToken);
        await ActivatorUtilities.CreateInstance<RelyingPartyBootstrap>(app.Services, _file).StartAsync(TestContext.Current.CancellationToken);
    }

    private Task<int> VersionAsync(TestClient client) => app.InDatabaseAsync(db => db.RelyingParties.Where(r => r.Id == client.Id).Select(r => r.ClientVersion).SingleAsync());

    private static TestClient NewClient() => TestClient.Standard()[0];
}
