using System.Text;
using System.Text.Json;
using Mfa.Bus;
using Mfa.Contracts;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Storage;

/// <summary>Publishes mails and audit events; an entry leaves the stream once the broker has confirmed it.</summary>
internal sealed class BusRelay(CodeStore store, BusPublisher bus, Instance instance, TimeProvider time, ILogger<BusRelay> logger)
    : StreamRelay("bus", "bus", store, instance, time, logger)
{
    protected override async Task HandOnAsync(IReadOnlyList<StreamEntry> entries, List<string> arrived, CancellationToken stop)
    {
        // All at once: a batch waits for the slowest confirm, not for the sum of them. What was confirmed leaves even when others were not.
        var published = entries.Select(entry => (entry.Id, Task: PublishAsync(entry, stop))).ToArray();
        await Task.WhenAll(published.Select(one => one.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        arrived.AddRange(published.Where(one => one.Task.IsCompletedSuccessfully).Select(one => one.Id));
        if (arrived.Count < published.Length)
            throw new DependencyUnavailableException(BusPublisher.Broker, published.First(one => !one.Task.IsCompletedSuccessfully).Task.Exception);
    }

    private Task PublishAsync(StreamEntry entry, CancellationToken stop) => entry.What switch
    {
        "mail" when Read(entry) is var mail => bus.PublishAsync(mail, DateTimeOffset.FromUnixTimeMilliseconds(mail.ExpiresAt), entry.Trace, stop),
        "audit" => bus.PublishAsync(EventOf(entry), null, entry.Trace, stop),
        _ => Task.CompletedTask,
    };

    private static SendMail Read(StreamEntry entry)
    {
        var mail = JsonSerializer.Deserialize(entry.Json, StoreJson.Default.StoredMail)!;
        return new SendMail
        {
            MailId = mail.MailId,
            Realm = mail.Realm,
            Template = TemplateOf(mail.Purpose),
            AccountId = mail.AccountId,
            ChallengeId = mail.ChallengeId,
            SessionIdentifier = mail.SessionIdentifier,
            Recipient = mail.Recipient,
            Content = mail.Content,
            CreatedAt = mail.CreatedAt,
            ExpiresAt = mail.ExpiresAt,
        };
    }

    private static string TemplateOf(string purpose) => purpose switch
    {
        MailProofPurposes.Enrol => "enrolment-code",
        MailProofPurposes.Prove => "first-proof-code",
        MailProofPurposes.Address => "address-code",
        _ => "sign-in-code",
    };

    /// <summary>Its id is that of its place in the stream, so that it is the same event however often it is told.</summary>
    private static AuditEvent EventOf(StreamEntry entry)
    {
        var told = JsonSerializer.Deserialize(entry.Json, StoreJson.Default.StoredEvent)!;
        return new AuditEvent
        {
            Id = OpaqueId.Of("evt_", Encoding.UTF8.GetBytes(entry.Id + entry.Json)),
            Type = told.Type,
            At = told.At,
            Realm = told.Realm,
            AccountId = told.AccountId,
            RelyingParty = told.RelyingParty,
            Session = told.Session,
            Reason = told.Reason,
            ChallengeId = told.ChallengeId,
            FactorId = told.FactorId,
            Factor = told.Factor,
            Purpose = told.Purpose,
        };
    }
}
