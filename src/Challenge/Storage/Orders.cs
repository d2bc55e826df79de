using System.Text.Json.Serialization;
using Mfa.InternalApi;
using Mfa.Realms;

namespace Mfa.Challenges.Storage;

/// <summary>What a script is asked, as its one JSON argument. After <see cref="Deadline"/> (ms on the store's clock) it does nothing.</summary>
internal abstract record Order
{
    public long Deadline { get; set; }
}

/// <summary>The relying party and the version its access token speaks of.</summary>
internal sealed record ClientReference(string Id, int Version);

/// <summary>Budgets as scripts read them; kept with each challenge.</summary>
internal sealed record BudgetFigures(
    int ChallengeWrong, int AccountWrong, int AccountWindow, int CoolDown, int CoolDownMaximum, int WrongKept, int SkewSteps, KindFigures Kinds)
{
    public static BudgetFigures Of(Realm realm) => new(
        realm.Budgets.ChallengeWrong, realm.Budgets.AccountWrong, realm.Budgets.AccountWindow, realm.Budgets.CoolDown, realm.Budgets.CoolDownMaximum,
        realm.Budgets.WrongKept, realm.Totp.SkewSteps, new KindFigures(realm.Budgets.TotpWrong, realm.Budgets.EmailWrong));
}

/// <summary>B3 by kind.</summary>
internal sealed record KindFigures(int Totp, int Email);

/// <param name="CodeFormat">Given: the challenge is opened only if this is its format (create-and-verify).</param>
/// <param name="Identifiers">Candidates for the session identifier, in random order.</param>
/// <param name="Life">Seconds.</param>
/// <param name="Idempotency">Keyed hash of the Idempotency-Key; <paramref name="Body"/> is the body's.</param>
internal sealed record OpenOrder(
    string Id, string Kind, string? FactorId, string Purpose, string? Nonce, string? Service, string? CodeFormat, IReadOnlyList<string> Identifiers,
    int Life, int MaxOpen, BudgetFigures Budgets, string? Idempotency, string? Body);

internal sealed record CreateOrder(ClientReference Client, Session Session, OpenOrder Open) : Order;

/// <summary>Either <see cref="Open"/> with <see cref="Session"/> (create-and-verify), or <see cref="Id"/> of a challenge there is.</summary>
internal sealed record ChargeOrder(string Charge, string CodeFormat) : Order
{
    public string? Id { get; init; }

    public ClientReference? Client { get; init; }

    public IReadOnlyList<string> Realms { get; init; } = [];

    public bool Enrol { get; init; }

    public Session? Session { get; init; }

    public OpenOrder? Open { get; init; }
}

/// <param name="Verdict"><c>right</c>, <c>wrong</c> or <c>excused</c>.</param>
/// <param name="Last">The last step the comparison knew of.</param>
/// <param name="CodeHash">Enrol only: keyed hash of the code, for a repeated confirm.</param>
internal sealed record SettleOrder(string Id, string Charge, string Verdict, long? Step, long Last, string? CodeHash) : Order;

internal sealed record ReadOrder(string Id, IReadOnlyList<string> Realms, ClientReference? Client, bool Enrol, bool Cancel) : Order;

internal sealed record ProveOrder(Session Session, ProofOrder Prove) : Order;

internal sealed record ProofOrder(
    string Id, string FactorId, string Secret, string Algorithm, int Digits, int PeriodSeconds, bool Spends, string? Nonce, int Life, BudgetFigures Budgets);

internal sealed record CheckOrder(Session Session) : Order;

/// <param name="Owner"><c>factor-version</c> or <c>account-version</c>.</param>
internal sealed record RaiseOrder(string Owner, string Realm, string AccountId, long Number, string? By) : Order;

/// <param name="ReadAt">The store's time before the set was read from its owner.</param>
internal sealed record FillOrder(
    string Realm, string AccountId, long Version, bool Owed, long ChangedAt, long ReadAt, IReadOnlyList<CachedFactor> Factors,
    IReadOnlyList<WrongCode> WrongCodes, CoolDown? CoolDown, BudgetFigures Budgets) : Order;

/// <param name="Record">JSON to keep; null to read.</param>
internal sealed record ClientOrder(string Id, int? Version, string? Status, string? Record) : Order;

internal sealed record TakeOrder(string Instance) : Order;

internal sealed record DoneOrder(IReadOnlyList<string> Ids) : Order;

/// <summary>A challenge as the store keeps it; numbers may come as texts.</summary>
internal sealed record StoredChallenge(
    string Id, string Realm, string AccountId, string RelyingParty, string Kind, string Purpose, string Status, string Session, string Budgets,
    long CreatedAt, long ExpiresAt, int Attempts, string? FactorId, string? Hint, string? Format, string? Identifier, string? Nonce, string? Service,
    long? ApprovedAt, string? CodeHash, long? Step, long? ChangedAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CreateOrder))]
[JsonSerializable(typeof(ChargeOrder))]
[JsonSerializable(typeof(SettleOrder))]
[JsonSerializable(typeof(ReadOrder))]
[JsonSerializable(typeof(ProveOrder))]
[JsonSerializable(typeof(CheckOrder))]
[JsonSerializable(typeof(RaiseOrder))]
[JsonSerializable(typeof(FillOrder))]
[JsonSerializable(typeof(ClientOrder))]
[JsonSerializable(typeof(TakeOrder))]
[JsonSerializable(typeof(DoneOrder))]
[JsonSerializable(typeof(StoredChallenge))]
[JsonSerializable(typeof(CachedFactor))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(BudgetFigures))]
internal sealed partial class StoreJson : JsonSerializerContext;
