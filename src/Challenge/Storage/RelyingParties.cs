using System.Collections.Concurrent;
using System.Text.Json;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Challenges.Storage;

/// <summary>Relying parties' records: in memory by version, behind that the code store, behind that Directory, who owns them.</summary>
internal sealed class RelyingParties(CodeStore store, DirectoryClient directory)
{
    private readonly ConcurrentDictionary<string, RelyingPartyRecord> _known = new(StringComparer.Ordinal);

    /// <returns>The record the caller's access token speaks of; null when the client was changed or disabled since.</returns>
    public async Task<RelyingPartyRecord?> FindAsync(Caller caller)
    {
        if (_known.TryGetValue(caller.ClientId, out var known) && known.ClientVersion == caller.ClientVersion)
            return known;
        var record = await ReadAsync(caller.ClientId);
        if (record is null || record.ClientVersion < caller.ClientVersion)
            record = await FetchAsync(caller.ClientId);
        return record is { Status: "active" } && record.ClientVersion == caller.ClientVersion ? _known[caller.ClientId] = record : null;
    }

    /// <summary>Brings the record from its owner into the store.</summary>
    public async Task<RelyingPartyRecord?> FetchAsync(string id)
    {
        var record = (await directory.GetRelyingPartyAsync(id, CancellationToken.None)).Value;
        if (record is not null)
            await StoreAsync(record);
        return record;
    }

    public Task StoreAsync(RelyingPartyRecord record) => store.RunAsync(Script.Client,
        new ClientOrder(record.Id, record.ClientVersion, record.Status, JsonSerializer.Serialize(record, InternalJson.Default.RelyingPartyRecord)),
        StoreJson.Default.ClientOrder);

    private async Task<RelyingPartyRecord?> ReadAsync(string id)
    {
        var answer = await store.RunAsync(Script.Client, new ClientOrder(id, null, null, null), StoreJson.Default.ClientOrder);
        return answer.Text(2) is { Length: > 0 } json ? JsonSerializer.Deserialize(json, InternalJson.Default.RelyingPartyRecord) : null;
    }
}
