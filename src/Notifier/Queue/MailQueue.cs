using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;
using StackExchange.Redis;

namespace Mfa.Notifier.Queue;

/// <summary>
/// The mails on their way, in notifier-redis, spoken to in scripts only: each ends in exactly one outcome, at most two copies ever leave, and several
/// instances share it. Every call ends within <see cref="Limit"/>.
/// </summary>
internal sealed partial class MailQueue(QueueConnection connection, StoreClock clock, KeyFolder keys, MailSettings settings, ILogger<MailQueue> logger)
{
    /// <summary>A code with less life than this is not worth sending.</summary>
    public const long LeastLife = 60_000;

    /// <summary>How long an instance that does not renew keeps a mail.</summary>
    public const long LeaseTime = 6_000;

    private const long Day = 86_400_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    private readonly string _lease = OpaqueId.New("lease_");

    /// <summary>Takes an order over; a repeated one changes nothing.</summary>
    /// <param name="domain">The recipient's; null for an order that can't be sent and fails.</param>
    /// <returns><c>accepted</c>, <c>known</c>, <c>expired</c> or <c>failed</c>.</returns>
    public async Task<string> AcceptAsync(SendMail mail, string? domain, string? traceParent)
    {
        var order = new AcceptOrder(
            mail.MailId, SlotOf(domain), settings.PerDomain, mail.ExpiresAt - (mail.ChallengeId is null ? 0 : LeastLife), mail.ExpiresAt + Day,
            new MailOwner(mail.Realm, mail.AccountId, mail.ChallengeId), domain is null ? DeliveryStates.Failed : null,
            JsonSerializer.Serialize(new QueuedMail(mail, traceParent), QueueJson.Default.QueuedMail));
        return (string)(await RunAsync(Script.Accept, order, QueueJson.Default.AcceptOrder))[0]!;
    }

    public async Task<IReadOnlyList<TakenMail>> TakeAsync(int most)
    {
        var answer = await RunAsync(Script.Take, new TakeOrder(_lease, LeaseTime, most, settings.PerDomain), QueueJson.Default.TakeOrder);
        return [.. answer.Skip(2).Chunk(4).Select(part => new TakenMail(
            (string)part[0]!, JsonSerializer.Deserialize((string)part[1]!, QueueJson.Default.QueuedMail)!, (int)part[2],
            DateTimeOffset.FromUnixTimeMilliseconds((long)part[3])))];
    }

    public Task RenewAsync(IReadOnlyList<string> ids) =>
        RunAsync(Script.Renew, new RenewOrder(_lease, LeaseTime, ids), QueueJson.Default.RenewOrder);

    /// <summary>Whether the content may leave now; from then on the mail counts as perhaps delivered.</summary>
    public async Task<Permit> PermitAsync(string id) =>
        (string)(await RunAsync(Script.Permit, new PermitOrder(id, _lease, LeaseTime), QueueJson.Default.PermitOrder))[0]! switch
        {
            "go" => Permit.Go,
            "expired" => Permit.Expired,
            _ => Permit.Lost,
        };

    /// <param name="permitted">Whether <see cref="PermitAsync"/> said so in this try.</param>
    /// <returns>The mail's state, a <see cref="DeliveryStates"/>; <c>lost</c> when another instance has it.</returns>
    public async Task<string> SettleAsync(string id, MailResult result, bool permitted)
    {
        var order = new SettleOrder(id, _lease, settings.PerDomain, WordOf(result.Kind), result.Reply, permitted, settings.RetryPauses);
        return (string)(await RunAsync(Script.Settle, order, QueueJson.Default.SettleOrder))[0]!;
    }

    /// <summary>What the bus is to be told next: each with the name by which it is <see cref="ToldAsync"/>.</summary>
    public async Task<IReadOnlyList<(string Name, MailDelivery Delivery)>> OutcomesAsync()
    {
        var answer = await RunAsync(Script.Outcomes, new OutcomesOrder(100, 5_000), QueueJson.Default.OutcomesOrder);
        return [.. answer.Skip(2).Chunk(2).Select(part =>
            ((string)part[0]!, JsonSerializer.Deserialize((string)part[1]!, ContractsJson.Default.MailDelivery)!))];
    }

    public Task ToldAsync(string name) => RunAsync(Script.Told, new ToldOrder(name), QueueJson.Default.ToldOrder);

    private static string WordOf(MailResultKind kind) => kind switch
    {
        MailResultKind.HandedOver => "handed-over",
        MailResultKind.Refused => "refused",
        MailResultKind.Unknown => "unknown",
        MailResultKind.Expired => "expired",
        _ => "deferred",
    };

    private string SlotOf(string? domain) =>
        domain is null ? "none" : Convert.ToHexStringLower(keys.SymmetricKeys(Bus.Mail.SealedMail.Key).Mac("mail-domain", domain).AsSpan(0, 8));

    /// <exception cref="DependencyUnavailableException">No answer in time.</exception>
    private async Task<RedisResult[]> RunAsync<TOrder>(Script script, TOrder order, JsonTypeInfo<TOrder> type)
        where TOrder : Order
    {
        try
        {
            var answer = await RunOnceAsync(script, order, type);
            if (answer is null)
            {
                await connection.BootAsync().WaitAsync(Limit);
                answer = await RunOnceAsync(script, order, type);
            }

            return answer is [var outcome, ..] && (string)outcome! != "late" ? answer : throw new TimeoutException();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            Log.Failed(logger, script.Name, failure is RedisServerException ? failure.Message : failure.GetType().Name);
            throw new DependencyUnavailableException(QueueConnection.Name, failure);
        }
    }

    /// <returns>Null when the store does not know the script: it is another one than before.</returns>
    private async Task<RedisResult[]?> RunOnceAsync<TOrder>(Script script, TOrder order, JsonTypeInfo<TOrder> type)
        where TOrder : Order
    {
        var database = connection.Ready ?? throw new TimeoutException();
        order.Deadline = clock.DeadlineIn(Limit);
        try
        {
            var answer = (RedisResult[])(await database.ScriptEvaluateAsync(script.Hash, null, [JsonSerializer.SerializeToUtf8Bytes(order, type)]).WaitAsync(Limit))!;
            clock.Saw((long)answer[1]);
            return answer;
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail queue did not run {Script}: {Reason}")]
        public static partial void Failed(ILogger logger, string script, string reason);
    }
}

/// <param name="Attempts">Tries before this one.</param>
internal sealed record TakenMail(string Id, QueuedMail Queued, int Attempts, DateTimeOffset AcceptedAt);

internal enum Permit
{
    Go,
    Expired,

    /// <summary>Another instance has the mail, or it may already have left twice.</summary>
    Lost,
}
