using System.Text.Json;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>The running system.</summary>
public sealed class OperationsClient
{
    private readonly ServiceConnection _connection;

    internal OperationsClient(ServiceConnection connection) => _connection = connection;

    /// <summary>How far the rotation of the factors' key-encryption key is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/operations/key-rotation")]
    public Task<KeyRotation> GetKeyRotationAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get("v1/operations/key-rotation"), ClientJson.Default.KeyRotation, cancellationToken);

    /// <summary>Begins to wrap every data key with the newest key-encryption key.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/operations/key-rotation")]
    public Task<KeyRotation> StartKeyRotationAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post("v1/operations/key-rotation"), ClientJson.Default.KeyRotation, cancellationToken);

    /// <summary>Sends a mail of a realm, to see that mails arrive.</summary>
    /// <param name="request">Which, and where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/operations/mail-test")]
    public Task<TestMail> SendTestMailAsync(TestMailRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post("v1/operations/mail-test", request, ClientJson.Default.TestMailRequest), ClientJson.Default.TestMail, cancellationToken);

    /// <summary>What the services say of themselves.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/operations/status")]
    public Task<JsonElement> GetStatusAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get("v1/operations/status"), ClientJson.Default.JsonElement, cancellationToken);
}
