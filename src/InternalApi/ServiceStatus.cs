using System.Reflection;

namespace Mfa.InternalApi;

/// <summary>What operators are told of one instance of a service: no secret in it, and nothing of any account. What a service does not have is null.</summary>
/// <param name="State"><c>ready</c>, <c>not-ready</c>, or <c>unreachable</c>, and then nothing more is known.</param>
/// <param name="Version">Of its program.</param>
/// <param name="RealmsHash">Of its realm files: services that differ in it must not work together.</param>
/// <param name="BrokerConnected">Without the broker mails and audit events wait.</param>
/// <param name="Keys">The newest version of each symmetric key it has.</param>
/// <param name="Streams">Of the code store: entries that wait to be handed on, by stream.</param>
/// <param name="StoreEpoch">When the code store began anew: what was issued before is over.</param>
/// <param name="PendingNotices">Changes that people are still to be told of.</param>
public sealed record ServiceStatus(
    string State, string? Version = null, string? RealmsHash = null, bool? BrokerConnected = null, IReadOnlyDictionary<string, int>? Keys = null,
    OutboxStatus? Outbox = null, IReadOnlyDictionary<string, long>? Streams = null, DateTimeOffset? StoreEpoch = null, int? PendingNotices = null,
    KeyRotationStatus? KeyRotation = null)
{
    public const string Path = "/internal/status";

    public const string Ready = "ready";
    public const string NotReady = "not-ready";

    public static readonly ServiceStatus Unreachable = new("unreachable");

    public static string VersionOf(Assembly program) => program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

/// <param name="Waiting">Messages that were not handed on yet.</param>
/// <param name="OldestAt">When the oldest of them was written; null: none waits.</param>
public sealed record OutboxStatus(int Waiting, DateTimeOffset? OldestAt);

/// <param name="State"><c>idle</c>, <c>running</c> or <c>done</c>.</param>
public sealed record KeyRotationStatus(string State, int KeyVersion, int Remaining, int Failed);
