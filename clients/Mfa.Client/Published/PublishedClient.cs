using System.Text.Json;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>What anybody may read without a token.</summary>
public sealed class PublishedClient
{
    private readonly ServiceConnection _connection;

    internal PublishedClient(ServiceConnection connection) => _connection = connection;

    /// <summary>The keys that assertions are signed with.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /.well-known/jwks.json")]
    public Task<PublicKeySet> GetKeysAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(Open(".well-known/jwks.json"), ClientJson.Default.PublicKeySet, cancellationToken);

    /// <summary>The OpenAPI document of <c>/v1</c>.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /openapi/v1.json")]
    public Task<JsonElement> GetOpenApiAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(Open("openapi/v1.json"), ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>A word from the process that takes the requests.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /health/live")]
    public Task<string> GetLiveAsync(CancellationToken cancellationToken = default) =>
        _connection.ReadTextAsync(Open("health/live") with { Accept = "text/plain" }, cancellationToken);

    /// <summary>A word from the whole service; it throws while it is not ready.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /health/ready")]
    public Task<string> GetReadyAsync(CancellationToken cancellationToken = default) =>
        _connection.ReadTextAsync(new ServiceCall(HttpMethod.Get, "health/ready") { IsOpen = true, Accept = "text/plain" }, cancellationToken);

    /// <summary>The page that says what a problem means and what to do, as HTML.</summary>
    /// <param name="code">One of <see cref="ProblemCodes"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /problems/{code}")]
    public Task<string> GetProblemPageAsync(string code, CancellationToken cancellationToken = default) =>
        _connection.ReadTextAsync(Open(ServiceCall.At($"problems/{code}")) with { Accept = "text/html" }, cancellationToken);

    private static ServiceCall Open(string path) => ServiceCall.Get(path) with { IsOpen = true };
}
