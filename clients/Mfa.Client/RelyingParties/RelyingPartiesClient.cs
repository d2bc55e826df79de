using System.Globalization;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>Relying parties and operators, as operators manage them.</summary>
public sealed class RelyingPartiesClient
{
    private readonly ServiceConnection _connection;

    internal RelyingPartiesClient(ServiceConnection connection) => _connection = connection;

    /// <summary>All that the caller sees.</summary>
    /// <param name="pageSize">How many are fetched at a time, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/relying-parties")]
    public IAsyncEnumerable<RelyingPartyRecord> ListAsync(int? pageSize = null, CancellationToken cancellationToken = default)
    {
        var limit = pageSize?.ToString(CultureInfo.InvariantCulture);
        return _connection.ListAsync(
            after => ServiceCall.Get("v1/relying-parties", ("limit", limit), ("after", after)), ClientJson.Default.PageRelyingPartyRecord, cancellationToken);
    }

    /// <summary>Registers a relying party.</summary>
    /// <param name="request">What it is.</param>
    /// <param name="idempotencyKey">Made by the client unless it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record; with the secret, unless the request has keys. When the first answer was lost the secret is too: rotate it.</returns>
    [Operation("POST /v1/relying-parties")]
    public Task<RelyingPartyRecord> CreateAsync(CreateRelyingPartyRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/relying-parties", request, ClientJson.Default.CreateRelyingPartyRequest).Once(idempotencyKey),
            ClientJson.Default.RelyingPartyRecord,
            cancellationToken);

    /// <summary>One of them.</summary>
    /// <param name="relyingPartyId">The relying party.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/relying-parties/{id}")]
    public Task<RelyingPartyRecord> GetAsync(string relyingPartyId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get(At(relyingPartyId)), ClientJson.Default.RelyingPartyRecord, cancellationToken);

    /// <summary>Changes one of them; its access tokens end.</summary>
    /// <param name="relyingPartyId">The relying party.</param>
    /// <param name="request">What changes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("PATCH /v1/relying-parties/{id}")]
    public Task<RelyingPartyRecord> UpdateAsync(string relyingPartyId, UpdateRelyingPartyRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Of(HttpMethod.Patch, At(relyingPartyId), request, ClientJson.Default.UpdateRelyingPartyRequest), ClientJson.Default.RelyingPartyRecord, cancellationToken);

    /// <summary>Has a new secret made.</summary>
    /// <param name="relyingPartyId">The relying party.</param>
    /// <param name="overlap">How long the old one is good too; the service's own unless it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/relying-parties/{id}/secrets")]
    public Task<IssuedClientSecret> RotateSecretAsync(string relyingPartyId, TimeSpan? overlap = null, CancellationToken cancellationToken = default)
    {
        var body = new OverlapBody((int?)overlap?.TotalSeconds);
        return _connection.SendAsync(ServiceCall.Post(At(relyingPartyId) + "/secrets", body, ClientJson.Default.OverlapBody), ClientJson.Default.IssuedClientSecret, cancellationToken);
    }

    /// <summary>Ends what one of them may do, from its next request on.</summary>
    /// <param name="relyingPartyId">The relying party.</param>
    /// <param name="reason">Why; it is kept in the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/relying-parties/{id}/disable")]
    public Task<RelyingPartyRecord> DisableAsync(string relyingPartyId, string? reason = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(Switch(relyingPartyId, "/disable", reason), ClientJson.Default.RelyingPartyRecord, cancellationToken);

    /// <summary>Lets a disabled one work again.</summary>
    /// <param name="relyingPartyId">The relying party.</param>
    /// <param name="reason">Why; it is kept in the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/relying-parties/{id}/enable")]
    public Task<RelyingPartyRecord> EnableAsync(string relyingPartyId, string? reason = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(Switch(relyingPartyId, "/enable", reason), ClientJson.Default.RelyingPartyRecord, cancellationToken);

    private static ServiceCall Switch(string relyingPartyId, string word, string? reason) => reason is null
        ? ServiceCall.Post(At(relyingPartyId) + word) : ServiceCall.Post(At(relyingPartyId) + word, new ReasonBody(reason), ClientJson.Default.ReasonBody);

    private static string At(string relyingPartyId) => ServiceCall.At($"v1/relying-parties/{relyingPartyId}");
}
