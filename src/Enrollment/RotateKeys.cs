using Mfa.Contracts;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <param name="State"><c>idle</c>: there never was one; <c>running</c>; <c>done</c>.</param>
/// <param name="KeyVersion">The version of the key-encryption key that it wraps under; idle: the newest there is.</param>
/// <param name="Total">Accounts with a data key when it began.</param>
/// <param name="Remaining">Those not looked at yet.</param>
/// <param name="Failed">Those whose data key did not open: somebody should look (their ids are in the log).</param>
internal sealed record KeyRotationState(
    string State, int KeyVersion, int Total, int Remaining, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, int Failed);

/// <summary>
/// GET and POST /v1/operations/key-rotation: puts the data keys of all accounts under the newest key-encryption key, while people sign in. Keys belong to the
/// deployment and to no realm: any operator may start it.
/// </summary>
internal static class RotateKeys
{
    public static void Map(IEndpointRouteBuilder operations)
    {
        operations.MapGet("/key-rotation", ReadAsync).WithName("getKeyRotation").WithSummary("Read how far the rotation of the key-encryption key is")
            .RequireScope(Scopes.Operate, Scopes.Audit).Refuses();
        operations.MapPost("/key-rotation", StartAsync).WithName("rotateKeys").WithSummary("Put all data keys under the newest key-encryption key")
            .RequireScope(Scopes.Operate).Refuses();
    }

    internal static async Task<KeyRotationState> StateAsync(EnrollmentDb db, SecretProtector secrets, CancellationToken stop) =>
        await db.KeyRotations.AsNoTracking().SingleOrDefaultAsync(stop) is { } rotation ? Of(rotation)
            : new KeyRotationState(KeyRotation.Idle, secrets.KeyVersion, 0, 0, null, null, 0);

    /// <summary>The one row, held by the running transaction.</summary>
    internal static async Task<KeyRotation> HoldAsync(EnrollmentDb db, CancellationToken stop)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "KeyRotations" ("Id", "State", "KeyVersion", "Total", "LookedAt", "Failed", "AfterRealm", "AfterAccountId")
            VALUES ({KeyRotation.TheOne}, {KeyRotation.Idle}, 0, 0, 0, 0, '', '') ON CONFLICT ("Id") DO UPDATE SET "Id" = "KeyRotations"."Id"
            """, stop);
        return await db.KeyRotations.SingleAsync(stop);
    }

    /// <summary>Told by the instance itself or on an operator's word; it belongs to no realm.</summary>
    internal static OutboxRow Event(string type, string? by, TimeProvider time) => OutboxRow.ForBus(
        new AuditEvent { Id = OpaqueId.New("evt_"), Type = type, At = time.GetUtcNow().ToUnixTimeMilliseconds(), RelyingParty = by }, time);

    private static async Task<Ok<KeyRotationState>> ReadAsync(EnrollmentDb db, SecretProtector secrets, CancellationToken stop) =>
        TypedResults.Ok(await StateAsync(db, secrets, stop));

    private static async Task<Accepted<KeyRotationState>> StartAsync(
        Caller caller, EnrollmentDb db, WriterTurns turns, SecretProtector secrets, KeyRotator rotator, TimeProvider time)
    {
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var rotation = await HoldAsync(db, CancellationToken.None);
        var total = await db.Accounts.CountAsync(account => account.DataKey != null, CancellationToken.None);
        if (rotation.Start(secrets.KeyVersion, total, caller.ClientId, time.GetUtcNow()))
            db.Add(Event(FactorEvents.KeyRotationStarted, caller.ClientId, time));
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        rotator.Wake();
        return TypedResults.Accepted((string?)null, Of(rotation));
    }

    private static KeyRotationState Of(KeyRotation rotation) => new(
        rotation.State, rotation.KeyVersion, rotation.Total, rotation.Remaining, rotation.StartedAt, rotation.FinishedAt, rotation.Failed);
}
