using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Notices;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mfa.Directories.Tests.Service;

/// <summary>What a service is told over the bus, and what it says there: its broker is away, so that all of it stands in the outbox.</summary>
internal static class Told
{
    public const long At = 1_790_000_000_000;

    public static AuditEvent Event(string type, Person person, long at = At) => new()
    {
        Id = OpaqueId.New("evt_"),
        Type = type,
        At = at,
        Realm = person.Realm,
        AccountId = person.AccountId,
    };

    public static async Task RecordAsync(this DirectoryApp app, AuditEvent told)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RecordAuditEvent>().RecordAsync(told, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends what waited and need not wait any longer.</summary>
    public static Task RelayNoticesAsync(this DirectoryApp app) =>
        app.Services.GetServices<IHostedService>().OfType<NoticeRelay>().Single().RelayAsync(TestContext.Current.CancellationToken);

    /// <summary>As if all that was done to the account's notices had been done so much earlier.</summary>
    public static Task AgeNoticesAsync(this DirectoryApp app, Person person, TimeSpan by) => app.InDatabaseAsync(async db =>
    {
        var earlier = (long)by.TotalMilliseconds;
        return await db.Database.ExecuteSqlAsync(
            $"""UPDATE "Notices" SET "DueAt" = "DueAt" - {earlier}, "SentAt" = "SentAt" - {earlier} WHERE "AccountId" = {person.AccountId}""", TestContext.Current.CancellationToken);
    });

    /// <summary>In the order they were written.</summary>
    public static async Task<List<SendMail>> MailsAsync(this DirectoryApp app, Person person) => (await app.RowsAsync(person, nameof(SendMail)))
        .ConvertAll(row => JsonSerializer.Deserialize(row.ToJsonString(), ContractsJson.Default.SendMail)!);

    public static Task<List<JsonNode>> RowsAsync(this DirectoryApp app, Person person, string name) => app.InDatabaseAsync(async db =>
    {
        var rows = await db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Path == name && row.Payload.Contains(person.AccountId)).OrderBy(row => row.Id).ToListAsync();
        return rows.ConvertAll(row => JsonNode.Parse(row.Payload)!);
    });

    public static MailContent ContentOf(this DirectoryApp app, SendMail mail) =>
        app.Sealed().OpenContent(mail.Content, mail.Realm, mail.MailId[..mail.MailId.LastIndexOf('.')]);

    public static MailRecipient RecipientOf(this DirectoryApp app, SendMail mail) => app.Sealed().OpenRecipient(mail.Recipient, mail.Realm, mail.AccountId);

    private static SealedMail Sealed(this DirectoryApp app) => new(app.Services.GetRequiredService<DirectoryKeys>().Mail);
}
