using System.Text.Json.Serialization;
using Mfa.Contracts;

namespace Mfa.Notifier.Queue;

/// <summary>What a script is asked; it becomes the script's one argument.</summary>
internal abstract record Order
{
    /// <summary>In the store's time: a script that runs later does nothing.</summary>
    public long Deadline { get; set; }
}

/// <param name="Slot">Which domain's queue; a keyed hash, for the domain is the person's.</param>
/// <param name="Room">How many mails of a domain are sent at once.</param>
/// <param name="SendUntil">Milliseconds since 1970.</param>
/// <param name="KeepUntil">Until when the mail's id is known.</param>
/// <param name="State">A final state for what can't be sent; null otherwise.</param>
internal sealed record AcceptOrder(string Id, string Slot, int Room, long SendUntil, long KeepUntil, MailOwner About, string? State, string? Payload) : Order;

/// <summary>What an outcome repeats of its order.</summary>
internal sealed record MailOwner(string Realm, string AccountId, string? ChallengeId);

/// <param name="Lease">The instance.</param>
/// <param name="LeaseTime">Milliseconds.</param>
internal sealed record TakeOrder(string Lease, long LeaseTime, int Most, int Room) : Order;

internal sealed record RenewOrder(string Lease, long LeaseTime, IReadOnlyList<string> Ids) : Order;

internal sealed record PermitOrder(string Id, string Lease, long LeaseTime) : Order;

/// <param name="Permitted">Whether the content was let go in this try.</param>
/// <param name="Pauses">Milliseconds before each further try; the last one repeats.</param>
internal sealed record SettleOrder(string Id, string Lease, int Room, string Result, string? Reply, bool Permitted, IReadOnlyList<long> Pauses) : Order;

internal sealed record OutcomesOrder(int Most, long LeaseTime) : Order;

internal sealed record ToldOrder(string Name) : Order;

/// <summary>A mail as it waits: the order, still sealed, and the trace it belongs to.</summary>
internal sealed record QueuedMail(SendMail Mail, string? TraceParent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcceptOrder))]
[JsonSerializable(typeof(TakeOrder))]
[JsonSerializable(typeof(RenewOrder))]
[JsonSerializable(typeof(PermitOrder))]
[JsonSerializable(typeof(SettleOrder))]
[JsonSerializable(typeof(OutcomesOrder))]
[JsonSerializable(typeof(ToldOrder))]
[JsonSerializable(typeof(QueuedMail))]
internal sealed partial class QueueJson : JsonSerializerContext;
