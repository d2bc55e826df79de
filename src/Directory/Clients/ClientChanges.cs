using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Clients;

/// <summary>A client's changed record on its way to those who keep a copy of it: rows of the changing transaction, carried over before the change is answered.</summary>
internal static class ClientChanges
{
    private static readonly string[] Copies = ["challenge", "enrollment"];

    /// <summary>Raises the client's version, so that its access tokens end, and tells who must know.</summary>
    /// <param name="type">Of the audit event, of which each realm of the client keeps one.</param>
    /// <param name="by">Who did it; null: nobody who has a client.</param>
    /// <param name="before">Realms that were the client's before and must know too.</param>
    public static void Tell(
        this DirectoryDb db, RelyingParty client, string type, string? by, string? reason, TimeProvider time, IReadOnlyList<string>? before = null)
    {
        client.ClientVersion++;
        var record = client.ToRecord();
        db.AddRange(Copies.Select(service =>
            OutboxRow.Put(service, DirectoryClient.RelyingPartyPath(record.Id), record, InternalJson.Default.RelyingPartyRecord, time)));
        db.AddRange(client.Realms.Union(before ?? [], StringComparer.Ordinal).Select(realm =>
            (AuditEvents.Of(type, time.GetUtcNow(), by, realm, reason: reason) with { Subject = client.Id }).ToRow(time)));
    }

    /// <summary>Whatever of this client has not arrived yet, also of an earlier request whose answer was lost.</summary>
    /// <returns>Who did not acknowledge it in time: the relay goes on trying. Null when all did.</returns>
    public static async Task<string?> DeliverClientAsync(this OutboxCourier courier, DirectoryDb db, string clientId, CancellationToken stop)
    {
        var path = DirectoryClient.RelyingPartyPath(clientId);
        foreach (var row in await db.Outbox.AsNoTracking().Where(row => Copies.Contains(row.Target) && row.Path == path).OrderBy(row => row.Id).ToListAsync(stop))
        {
            if (!await courier.DeliverAsync(db, row, stop))
                return row.Target;
        }

        return null;
    }
}
