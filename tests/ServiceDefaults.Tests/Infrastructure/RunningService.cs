using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.ServiceDefaults.Tests.Infrastructure;

/// <summary>A service of nothing but the defaults and a test's own routes, on loopback.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string PublicUrl = "https://mfa.test";

    private readonly WebApplication _app;
    private readonly KeyFiles _keys;

    private RunningService(WebApplication app, KeyFiles keys) => (_app, _keys) = (app, keys);

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false });

    public IServiceProvider Services => _app.Services;

    /// <summary>An access token as Directory makes it.</summary>
    public string AccessToken(string scope = "mfa.challenge", string client = "rp_test")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new TokenSigner(TokenClass.Access, _app.Services.GetRequiredService<KeyFolder>().SigningKey("access")).Sign(new Dictionary<string, object>
        {
            ["iss"] = PublicUrl,
            ["aud"] = TokenClass.Audience,
            ["sub"] = client,
            ["client_id"] = client,
            ["realms"] = new[] { "hu-ugyfelkapu" },
            ["scope"] = scope,
            ["client_version"] = 1,
            ["jti"] = "j",
            ["iat"] = now,
            ["exp"] = now + 300,
        });
    }

    /// <summary>A token by which another service shows who it is.</summary>
    public string ServiceToken(string issuer, string audience = "directory", int lifeSeconds = 60)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new TokenSigner(TokenClass.Service, _app.Services.GetRequiredService<KeyFolder>().SigningKey(issuer)).Sign(new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["iat"] = now,
            ["exp"] = now + lifeSeconds,
        });
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    public static async Task<RunningService> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        var keys = new KeyFiles().Pair("service.pem", "service-directory.pem").Pair("access-1.pem", "access-1.pem")
            .Pair("enrollment-1.pem", "service-enrollment.pem").Pair("challenge-1.pem", "service-challenge.pem");
        var builder = ServiceHost.CreateBuilder("directory",
            [
                "--urls=http://127.0.0.1:0", $"--PublicUrl={PublicUrl}", $"--Keys:Path={keys.Own}", $"--Keys:PublicPath={keys.Public}",
                "--Logging:LogLevel:Default=Critical", "--Logging:LogLevel:Microsoft.AspNetCore=Critical", "--Logging:LogLevel:Microsoft.Extensions=Critical", .. settings,
            ], new DefaultJsonTypeInfoResolver());
        configure?.Invoke(builder);
        var app = builder.BuildService();
        map(app);
        await app.StartAsync();
        var service = new RunningService(app, keys);
        service.Client.BaseAddress = new Uri(app.Urls.Single());
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _keys.Dispose();
    }
}

internal static class Answers
{
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
