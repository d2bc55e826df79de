using System.ComponentModel.DataAnnotations;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.MailTests;
using Mfa.Directories.Storage;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Directories;

/// <param name="To">One address.</param>
/// <param name="Locale">One of the realm's; null: its default.</param>
internal sealed record SendTestMailRequest([property: Required] string? Realm, [property: Required] string? To, string? Locale);

/// <param name="Id">The mail's: the audit event <c>mail-test.delivered</c> or <c>mail-test.failed</c> names it in its reason.</param>
internal sealed record SendTestMailResponse(string Id, TestMailDelivery Delivery);

/// <param name="State"><c>queued</c>.</param>
internal sealed record TestMailDelivery(string State);

/// <summary>
/// POST /v1/operations/mail-test: a mail with a fixed text goes the way of every mail (outbox, broker, Notifier, SMTP), to see that the way is open. Of the
/// address nothing is kept.
/// </summary>
internal static class SendTestMail
{
    /// <summary>What a test mail's id begins with.</summary>
    public const string Prefix = "mlt_";

    private const string Template = "test";
    private static readonly TimeSpan Worth = TimeSpan.FromMinutes(10);

    public static void Map(IEndpointRouteBuilder operations) => operations.MapPost("/mail-test", Handle).WithName(nameof(SendTestMail))
        .WithSummary("Send a realm's test mail to an address").RequireScope(Scopes.Operate).Refuses(ProblemKind.NotFound, ProblemKind.MailQuota);

    private static async Task<Results<Accepted<SendTestMailResponse>, Problem>> Handle(SendTestMailRequest request, Caller caller, [AsParameters] Parts parts)
    {
        var errors = new RequestErrors().Require("/realm", request.Realm).Require("/to", request.To)
            .When(request.To is { Length: > 0 } to && !EmailAddress.IsValid(to), "/to", "One e-mail address.");
        if (errors.Any)
            return errors.ToProblem();
        if (!caller.Sees(request.Realm) || parts.Realms.Find(request.Realm) is not { } realm)
            return Problem.NotFound();
        if (request.Locale is not null && !realm.Locales.Contains(request.Locale))
            return new RequestErrors().Add("/locale", $"One of the realm's: {string.Join(", ", realm.Locales)}.").ToProblem();
        if (parts.Quota.Take(caller.ClientId) is { } wait)
        {
            return new Problem(ProblemKind.MailQuota, "This operator has had as many test mails sent as a minute allows.")
            {
                RetryAfter = wait,
                Policy = new RateLimitPolicy("mail-tests", MailTestQuota.Most, MailTestQuota.Window),
            };
        }

        var id = OpaqueId.New(Prefix);
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        parts.Db.Add(OutboxRow.ForBus(MailOf(id, realm, request.To!, request.Locale ?? realm.DefaultLocale, caller.ClientId, parts), parts.Time));
        parts.Db.Add(AuditEvents.Row(AuditEvents.MailTestRequested, parts.Time, caller.ClientId, realm.Id, reason: id));
        await parts.Db.SaveChangesAsync(CancellationToken.None);
        return TypedResults.Accepted((string?)null, new SendTestMailResponse(id, new TestMailDelivery(DeliveryStates.Queued)));
    }

    /// <summary>It belongs to no account: the operator stands in its place, and so the outcome tells who asked.</summary>
    private static SendMail MailOf(string id, Realm realm, string to, string locale, string operatorId, Parts parts)
    {
        var (now, mail) = (parts.Time.GetUtcNow(), new SealedMail(parts.Keys.Mail));
        return new SendMail
        {
            MailId = id + ".1",
            Realm = realm.Id,
            Template = Template,
            AccountId = operatorId,
            Recipient = mail.Seal(new MailRecipient(to, null, locale, ""), realm.Id, operatorId),
            Content = mail.Seal(new MailContent { At = now.ToUnixTimeMilliseconds() }, realm.Id, id),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + Worth).ToUnixTimeMilliseconds(),
        };
    }

    internal sealed record Parts(DirectoryDb Db, WriterTurns Turns, DirectoryKeys Keys, RealmCatalog Realms, MailTestQuota Quota, TimeProvider Time);
}
