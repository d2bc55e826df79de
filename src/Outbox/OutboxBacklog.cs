using Microsoft.EntityFrameworkCore;

namespace Mfa.Outboxes;

/// <summary>What waits in an outbox.</summary>
/// <param name="OldestAt">Null: nothing.</param>
public sealed record OutboxBacklog(int Waiting, DateTimeOffset? OldestAt)
{
    public static async Task<OutboxBacklog> ReadAsync(DbContext db, CancellationToken stop)
    {
        var rows = db.Set<OutboxRow>().AsNoTracking();
        return new OutboxBacklog(await rows.CountAsync(stop), await rows.OrderBy(row => row.Id).Select(row => (DateTimeOffset?)row.CreatedAt).FirstOrDefaultAsync(stop));
    }
}
