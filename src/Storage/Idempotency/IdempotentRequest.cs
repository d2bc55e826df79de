using System.Security.Cryptography;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Storage.Idempotency;

/// <summary>
/// One request under an <c>Idempotency-Key</c>: the first runs and says what it made, a repeat is told the same resource, another body is refused.
/// Keys live 24 h; a process that dies in the middle leaves its key taken for <see cref="Abandoned"/>.
/// </summary>
public sealed class IdempotentRequest
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 128;
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(10);

    private readonly IdempotencyKey? _row;

    private IdempotentRequest(IdempotencyKey? row, string? made, Problem? problem) => (_row, Made, Problem) = (row, made, problem);

    /// <summary>The resource an earlier request with this key made: read it again and answer it.</summary>
    public string? Made { get; }

    /// <summary>Why this request must not run.</summary>
    public Problem? Problem { get; }

    /// <summary>Claims the key for this request; without a key every request is the first.</summary>
    /// <param name="body">Every member that makes the request what it is, secrets too: only a keyed hash is kept.</param>
    public static async Task<IdempotentRequest> BeginAsync(
        DbContext db, string? key, string clientId, IEnumerable<string?> body, SymmetricKeys keys, TimeProvider time, CancellationToken stop)
    {
        if (key is null)
            return new IdempotentRequest(null, null, null);
        if (key.Length is 0 or > LongestKey)
            return new IdempotentRequest(null, null, new RequestErrors().Add(Header, $"1 to {LongestKey} characters.").ToProblem());
        var row = new IdempotencyKey
        {
            ClientId = clientId,
            KeyHash = keys.Mac("idempotency-key", clientId, key),
            BodyHash = keys.Mac(["idempotency-body", clientId, .. body.Select(member => member is null ? "-" : "+" + member)]),
            CreatedAt = time.GetUtcNow(),
        };
        var oldest = row.CreatedAt - Life;
        var abandoned = row.CreatedAt - Abandoned;
        await db.Set<IdempotencyKey>().Where(k => k.CreatedAt < oldest || (k.ResourceId == null && k.CreatedAt < abandoned)).ExecuteDeleteAsync(stop);
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(stop);
            return new IdempotentRequest(row, null, null);
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            db.Entry(row).State = EntityState.Detached;
            return await RepeatAsync(db, row, stop);
        }
    }

    /// <summary>Says what was made; saved with the caller's change, in its transaction.</summary>
    public void Done(string resourceId) => _row?.ResourceId = resourceId;

    /// <summary>Runs the first request. If it makes nothing, refused, failed or left by its caller, its key is free for the next at once.</summary>
    /// <param name="hasMade">Whether what it answers says that it has made the resource.</param>
    public async Task<T> RunAsync<T>(DbContext db, Func<Task<T>> run, Func<T, bool> hasMade)
    {
        var isMade = false;
        try
        {
            var answer = await run();
            isMade = hasMade(answer);
            return answer;
        }
        finally
        {
            if (!isMade)
                await AbandonAsync(db);
        }
    }

    private async Task AbandonAsync(DbContext db)
    {
        if (_row is not null)
            await db.Set<IdempotencyKey>().Where(k => k.ClientId == _row.ClientId && k.KeyHash == _row.KeyHash && k.ResourceId == null)
                .ExecuteDeleteAsync(CancellationToken.None);
    }

    private static async Task<IdempotentRequest> RepeatAsync(DbContext db, IdempotencyKey asked, CancellationToken stop)
    {
        var first = await db.Set<IdempotencyKey>().AsNoTracking().SingleOrDefaultAsync(k => k.ClientId == asked.ClientId && k.KeyHash == asked.KeyHash, stop);
        return first switch
        {
            { BodyHash: var hash } when !CryptographicOperations.FixedTimeEquals(hash, asked.BodyHash) => new IdempotentRequest(
                null, null, new Problem(ProblemKind.IdempotencyKeyReused, "This Idempotency-Key belongs to a request with another body. Choose a new key.")),
            { ResourceId: { } made } => new IdempotentRequest(null, made, null),
            _ => new IdempotentRequest(null, null, new Problem(ProblemKind.IdempotencyKeyInProgress, "The first request with this key is still running. Ask again.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            }),
        };
    }
}
