using System.ComponentModel.DataAnnotations;
using System.Data;
using Mfa.Directories.Addresses;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

internal sealed record ConfirmEmailRequest([property: Required] SecretText? Code);

/// <summary>
/// The mailed code makes a pending address the account's own. A change ends every session but the one that asked for it, before it answers, and both
/// addresses are told. The same code may be sent again for a minute: what was lost is only the answer.
/// </summary>
internal static class ConfirmEmail
{
    private const int Digits = 6;

    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("/{id}/email/confirm", Handle).WithName(nameof(ConfirmEmail))
        .WithSummary("Confirm an account's pending address with the mailed code")
        .Refuses(ProblemKind.NotFound, ProblemKind.FactorDisabled, ProblemKind.ChallengeOver, ProblemKind.InvalidCode, ProblemKind.InvalidToken)
        .Refuses(ProblemKind.ChallengeLocked, ProblemKind.AccountCoolingDown);

    private static async Task<Results<Ok<AccountResource>, Problem>> Handle(
        string id, ConfirmEmailRequest request, Caller caller, [AsParameters] ConfirmEmailMeans means, CancellationToken stop)
    {
        var errors = new RequestErrors().Require("/code", request.Code?.Reveal());
        if (errors.Any || errors.When(!IsCode(request.Code!.Reveal()), "/code", $"{Digits} digits.").Any)
            return errors.ToProblem();
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } account)
            return Problem.NotFound();
        var pending = await means.Db.PendingAddresses.AsNoTracking().SingleOrDefaultAsync(p => p.AccountId == id && p.RelyingParty == caller.ClientId, stop);
        if (pending is null)
            return AddressProofs.NothingPending();

        var (approved, refused) = await means.Challenge.ConfirmProofAsync(
            pending.ChallengeId, new PendingProofCode(account.Realm, new DisclosedText(request.Code!.Reveal())), stop);
        if (approved is null)
            return AddressProofs.IsOver(refused) ? AddressProofs.NothingPending() : refused!;
        var (confirmed, problem) = await ApplyAsync(pending, caller, means, stop);
        if (confirmed is null)
            return problem!;
        return await means.Courier.DeliverVersionsAsync(means.Db, id, stop) ? TypedResults.Ok(AccountResource.Of(confirmed, null)) : Problem.Unavailable("challenge");
    }

    /// <summary>Only what is pending now: an approval of an address that another has followed changes nothing.</summary>
    private static async Task<(Account? Account, Problem? Problem)> ApplyAsync(
        PendingAddress approved, Caller caller, ConfirmEmailMeans means, CancellationToken stop)
    {
        var db = means.Db;
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == approved.AccountId, stop);
        var pending = await db.PendingAddresses.SingleOrDefaultAsync(p => p.AccountId == approved.AccountId, stop);
        var now = means.Time.GetUtcNow();
        if (account is null || pending is null || pending.ChallengeId != approved.ChallengeId || account.ConfirmBefore < now)
            return (null, AddressProofs.NothingPending());
        if (pending.ConfirmedAt is not null)
            return (account, null);
        if (pending.Session is { } session && !account.Knows(session.AccountVersion, session.Id))
            return (null, new Problem(ProblemKind.InvalidToken, "Another session changed the account and ended the one that gave this address."));

        await BecomeAsync(account, pending, caller, means, now, stop);
        pending.Confirm(now);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (account, null);
    }

    private static async Task BecomeAsync(
        Account account, PendingAddress pending, Caller caller, ConfirmEmailMeans means, DateTimeOffset now, CancellationToken stop)
    {
        var old = account.EmailVerified ? account.Email : null;
        var happened = AuditEvents.Of(old is null ? AuditEvents.EmailConfirmed : AuditEvents.EmailChanged, now, caller.ClientId, account.Realm, account.Id,
            pending.Session?.Id);
        if (pending.Session is { } session)
        {
            account.ChangeAddress(pending.Address, session.Id, now);
            means.Db.AddRange(
                VersionRaises.Row(account, means.Time),
                OutboxRow.Put("enrollment", EnrollmentClient.AddressPath(account.Id),
                    new AddressChange(account.Realm, EmailHint.Of(pending.Address), account.Version), InternalJson.Default.AddressChange, means.Time));
        }
        else
        {
            account.ConfirmAddress(pending.Address);
        }

        means.Db.Add(happened.ToRow(means.Time));
        if (old is not null)
            await means.Notices.WriteOfNewAddressAsync(happened, account, old, stop);
        means.Metrics.Address(old is null ? "confirmed" : "changed");
    }

    private static bool IsCode(string text) => text.Length == Digits && text.All(char.IsAsciiDigit);
}

internal sealed record ConfirmEmailMeans(
    DirectoryDb Db, WriterTurns Turns, ChallengeClient Challenge, NoticeWriter Notices, OutboxCourier Courier, DirectoryMetrics Metrics, TimeProvider Time);
