using System.Text.Json.Nodes;
using Mfa.Gateway.OpenApi;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>The committed OpenAPI document is what the services say of themselves, put together.</summary>
public sealed class OpenApiTests(RunningSystem running)
{
    /// <summary>Set to write the document anew instead: <c>./test openapi</c>.</summary>
    private const string Update = "MFA_UPDATE_OPENAPI";

    private static readonly string Committed = Path.Combine(Checkout.Root, "docs", "openapi", "v1.json");

    [Fact]
    public async Task TheCommittedDocumentIsTheServicesOwn()
    {
        using var http = new HttpClient();
        List<ServiceDocument> parts = [];
        foreach (var service in new[] { "directory", "enrollment", "challenge" })
        {
            var text = await http.GetStringAsync(new Uri(running.System.Url(service), "/openapi/v1.json"), TestContext.Current.CancellationToken);
            parts.Add(new ServiceDocument(service, JsonNode.Parse(text)!.AsObject()));
        }

        var merged = ContractMerge.ToText(ContractMerge.Merge(parts));
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            await File.WriteAllTextAsync(Committed, merged, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(Committed, TestContext.Current.CancellationToken), merged);
    }

    [Fact]
    public async Task TheGatewayServesIt()
    {
        using var http = new HttpClient();
        var served = await http.GetStringAsync(new Uri(running.System.Gateway, "/openapi/v1.json"), TestContext.Current.CancellationToken);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(Committed, TestContext.Current.CancellationToken)), JsonNode.Parse(served)));
    }
}
