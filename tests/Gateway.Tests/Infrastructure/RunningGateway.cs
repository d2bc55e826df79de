using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Mfa.Gateway.Tests.Infrastructure;

/// <summary>The gateway itself, listening on loopback as in Production, before three doubles of the services.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    public const string Host = "mfa.test";

    private WebApplication? _app;

    internal Keys Keys { get; } = new();

    internal List<ServiceDouble> Directory { get; } = [];

    internal List<ServiceDouble> Enrollment { get; } = [];

    internal List<ServiceDouble> Challenge { get; } = [];

    internal IEnumerable<ServiceDouble> Services => [.. Directory, .. Enrollment, .. Challenge];

    /// <summary>Beside the settings every gateway of these tests has.</summary>
    internal Dictionary<string, string> Settings { get; } = new()
    {
        ["Logging:LogLevel:Default"] = "Error",
        ["Logging:LogLevel:Mfa"] = "Error",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Error",
        ["RateLimits:PeerPerSecond"] = "100000",
        ["RateLimits:PeerBurst"] = "100000",
    };

    internal Uri Address => new(_app!.Urls.Single());

    internal HttpClient Client { get; private set; } = null!;

    /// <summary>A gateway of a test's own: services are started before, in the numbers the test wants.</summary>
    internal static async Task<RunningGateway> StartAsync(Action<RunningGateway>? configure = null, int challenges = 1)
    {
        var gateway = new RunningGateway();
        await gateway.StartServicesAsync(challenges);
        configure?.Invoke(gateway);
        await gateway.StartGatewayAsync();
        return gateway;
    }

    public async ValueTask InitializeAsync()
    {
        await StartServicesAsync(challenges: 1);
        await StartGatewayAsync();
    }

    internal HttpRequestMessage Request(HttpMethod method, string path, string? token = null, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = Host;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return request;
    }

    internal Task<HttpResponseMessage> GetAsync(string path, string? token = null) => Client.SendAsync(Request(HttpMethod.Get, path, token));

    internal Task<HttpResponseMessage> PostAsync(string path, string? token = null, string json = "{}") =>
        Client.SendAsync(Request(HttpMethod.Post, path, token, json));

    internal void Forget()
    {
        foreach (var service in Services)
            service.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        foreach (var service in Services)
            await service.DisposeAsync();
        Keys.Dispose();
    }

    private async Task StartServicesAsync(int challenges)
    {
        Directory.Add(await ServiceDouble.StartAsync("directory"));
        Enrollment.Add(await ServiceDouble.StartAsync("enrollment"));
        for (var i = 0; i < challenges; i++)
            Challenge.Add(await ServiceDouble.StartAsync("challenge"));
    }

    private async Task StartGatewayAsync()
    {
        foreach (var service in Services.GroupBy(service => service.Name))
        {
            foreach (var (n, instance) in service.Index())
                Settings.TryAdd($"services:{service.Key}:h2c:{n}", instance.Address.ToString());
        }

        Settings.TryAdd("PublicUrl", Keys.Issuer);
        Settings.TryAdd("Keys:PublicPath", Keys.Folder);
        _app = GatewayModule.Build(["--urls=http://127.0.0.1:0", .. Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await _app.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };
    }
}

internal static class Answers
{
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    /// <summary>The code of a problem in the one shape.</summary>
    public static async Task<string> ProblemCodeAsync(this HttpResponseMessage response)
    {
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{response}{await response.Content.ReadAsStringAsync()}");
        var problem = await response.JsonAsync();
        Assert.Equal((int)response.StatusCode, problem["status"]!.GetValue<int>());
        Assert.Equal($"{Keys.Issuer}/problems/{problem["code"]}", problem["type"]!.GetValue<string>());
        return problem["code"]!.GetValue<string>();
    }
}
