using System.Globalization;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>The audit log.</summary>
public sealed class AuditClient
{
    private readonly ServiceConnection _connection;

    internal AuditClient(ServiceConnection connection) => _connection = connection;

    /// <summary>The events that are wanted, page after page.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="pageSize">How many are fetched at a time, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/audit-events")]
    public IAsyncEnumerable<AuditEvent> ListAsync(AuditFilter filter, int? pageSize = null, CancellationToken cancellationToken = default) =>
        _connection.ListAsync(after => Events(filter, pageSize, after), ClientJson.Default.PageAuditEvent, cancellationToken);

    /// <summary>One page of the same as CSV (RFC 4180), as it comes; dispose the stream.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="pageSize">How many events it has at most, 1 to 200.</param>
    /// <param name="afterSequence">The last event of the page before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/audit-events")]
    public Task<Stream> ExportCsvAsync(AuditFilter filter, int? pageSize = null, long? afterSequence = null, CancellationToken cancellationToken = default) =>
        _connection.OpenAsync(
            Events(filter, pageSize, afterSequence?.ToString(CultureInfo.InvariantCulture)) with { Accept = "text/csv" }, cancellationToken);

    /// <summary>The signed points of a realm's log.</summary>
    /// <param name="realm">The realm.</param>
    /// <param name="pageSize">How many are fetched at a time, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/audit-checkpoints")]
    public IAsyncEnumerable<AuditCheckpoint> ListCheckpointsAsync(string realm, int? pageSize = null, CancellationToken cancellationToken = default)
    {
        var limit = pageSize?.ToString(CultureInfo.InvariantCulture);
        return _connection.ListAsync(
            after => ServiceCall.Get("v1/audit-checkpoints", ("realm", realm), ("limit", limit), ("after", after)), ClientJson.Default.PageAuditCheckpoint, cancellationToken);
    }

    private static ServiceCall Events(AuditFilter filter, int? pageSize, string? after) => ServiceCall.Get(
        "v1/audit-events",
        ("realm", filter.Realm),
        ("accountId", filter.AccountId),
        ("type", filter.Type),
        ("from", Instant(filter.From)),
        ("to", Instant(filter.To)),
        ("limit", pageSize?.ToString(CultureInfo.InvariantCulture)),
        ("after", after));

    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
