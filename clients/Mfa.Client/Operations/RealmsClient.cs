using System.Text.Json;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>Realms as they are deployed.</summary>
public sealed class RealmsClient
{
    private readonly ServiceConnection _connection;

    internal RealmsClient(ServiceConnection connection) => _connection = connection;

    /// <summary>A realm's configuration, as its file has it.</summary>
    /// <param name="realm">The realm.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/realms/{id}")]
    public Task<JsonElement> GetAsync(string realm, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get(ServiceCall.At($"v1/realms/{realm}")), ClientJson.Default.JsonElement, cancellationToken);
}
