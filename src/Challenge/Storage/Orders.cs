using System.Text.Json.Serialization;
using Mfa.InternalApi;
using Mfa.Realms;

namespace Mfa.Challenges.Storage;

/// <summary>What a script is asked, as its one JSON argument. After <see cref="Deadline"/> (ms on the store's clock) it does nothing.</summary>
internal abstract record Order
{
    public long Deadline { get; set; }

    /// <summary>W3C trace context of the call, for what the script hands on; null when nobody traces.</summary>
    public string? Trace { get; set; }
}

/// <summary>The relying party and the version its access token speaks of.</summary>
internal sealed record ClientReference(string Id, int Version);

/// <summary>Budgets as scripts read them; kept with each challenge.</summary>
internal sealed record BudgetFigures(
    int ChallengeWrong, int AccountWrong, int AccountWindow, int CoolDown, int CoolDownMaximum, int WrongKept, int SkewSteps, KindFigures Kinds,
    int MailsInTenMinutes, int MailsADay, int MailResends, int MailResendPause, int RelyingPartyMails, int RelyingPartyWrong)
{
    public static BudgetFigures Of(Realm realm) => new(
        realm.Budgets.ChallengeWrong, realm.Budgets.AccountWrong, realm.Budgets.AccountWindow, realm.Budgets.CoolDown, realm.Budgets.CoolDownMaximum,
        realm.Budgets.WrongKept, realm.Totp.SkewSteps, new KindFigures(realm.Budgets.TotpWrong, realm.Budgets.EmailWrong),
        realm.Budgets.MailsInTenMinutes, realm.Budgets.MailsADay, realm.Budgets.MailResends, realm.Budgets.MailResendPause,
        realm.Budgets.RelyingPartyMails, realm.Budgets.RelyingPartyWrong);
}

/// <summary>B3 by kind.</summary>
internal sealed record KindFigures(int Totp, int Email);

/// <param name="CodeFormat">Given: the challenge is opened only if this is its format (create-and-verify).</param>
/// <param name="Identifiers">Candidates for the session identifier, in random order.</param>
/// <param name="Life">Seconds.</param>
/// <param name="Idempotency">Keyed hash of the Idempotency-Key; <paramref name="Body"/> is the body's.</param>
/// <param name="Mail">Of a factor whose code we make and send.</param>
internal sealed record OpenOrder(
    string Id, string Kind, string? FactorId, string Purpose, string? Nonce, string? Service, string? CodeFormat, IReadOnlyList<string> Identifiers,
    int Life, int MaxOpen, BudgetFigures Budgets, string? Idempotency, string? Body, CodeMail? Mail);

/// <summary>A code that was made, as the store keeps it: its keyed hash, and the sealed mail.</summary>
/// <param name="Source">Keyed hash of relying party and network, for the mail quota.</param>
/// <param name="Recipient">Sealed; null where the cached factor set has it.</param>
/// <param name="Rebinds">Of a proof: it may be given while the kind is disabled.</param>
internal sealed record CodeMail(string CodeMac, string Content, string Source, string? Recipient = null, bool? Rebinds = null);

internal sealed record CreateOrder(ClientReference Client, Session Session, OpenOrder Open) : Order;

/// <summary>Either <see cref="Open"/> with <see cref="Session"/> (create-and-verify), or <see cref="Id"/> of a challenge there is.</summary>
internal sealed record ChargeOrder(string Charge, string CodeFormat) : Order
{
    public string? Id { get; init; }

    public ClientReference? Client { get; init; }

    public IReadOnlyList<string> Realms { get; init; } = [];

    public bool Proof { get; init; }

    public Session? Session { get; init; }

    public OpenOrder? Open { get; init; }
}

/// <param name="Verdict"><c>right</c>, <c>wrong</c> or <c>excused</c>.</param>
/// <param name="Last">The last step the comparison knew of.</param>
/// <param name="CodeHash">Of a proof: keyed hash of the code, for a repeated confirm.</param>
internal sealed record SettleOrder(string Id, string Charge, string Verdict, long? Step, long Last, string? CodeHash) : Order;

internal sealed record ReadOrder(string Id, IReadOnlyList<string> Realms, ClientReference? Client, bool Proof, bool Cancel) : Order;

/// <param name="After">Null for the first page.</param>
internal sealed record ListOrder(string AccountId, IReadOnlyList<string> Realms, ClientReference Client, int Limit, ListCursor? After) : Order;

/// <summary>A place in the order: when it was created, milliseconds on the store's clock, and within that its id.</summary>
internal sealed record ListCursor(long At, string Id);

internal sealed record StatusOrder : Order;

/// <param name="Id">The challenge's, as the link said it: the store may have forgotten it.</param>
internal sealed record ReportOrder(string Id, string Realm, string AccountId, ClientReference Client) : Order;

internal sealed record ResendOrder(string Id, IReadOnlyList<string> Realms, ClientReference? Client, bool Proof) : Order;

internal sealed record ProveOrder(Session? Session, ProofOrder Prove) : Order;

/// <summary>Either <see cref="App"/> or <see cref="Mail"/>.</summary>
internal sealed record ProofOrder(
    string Id, string Realm, string AccountId, string RelyingParty, string Kind, string Purpose, string? FactorId, string Format, bool Spends, string? Nonce,
    int Life, BudgetFigures Budgets, PendingApp? App, CodeMail? Mail);

/// <summary>A pending authenticator app, as a cached one is: its secret sealed under the cache key.</summary>
internal sealed record PendingApp(string Secret, string Algorithm, int Digits, int PeriodSeconds);

/// <param name="Send">Which sending of the challenge's mail.</param>
internal sealed record DeliveryOrder(string Id, string Realm, int Send, string State, long At, int Attempts, string? Reply) : Order;

internal sealed record CheckOrder(Session Session) : Order;

/// <param name="Owner"><c>factor-version</c> or <c>account-version</c>.</param>
internal sealed record RaiseOrder(string Owner, string Realm, string AccountId, long Number, string? By) : Order;

/// <param name="Proofs">Those of the account that are not among its open challenges.</param>
internal sealed record EraseOrder(string Realm, string AccountId, IReadOnlyList<string> Proofs) : Order;

/// <param name="ReadAt">The store's time before the set was read from its owner.</param>
/// <param name="Recipient">The account's mailbox, sealed under the mail key; <paramref name="AccountVersion"/> is that of the account it was read from.</param>
internal sealed record FillOrder(
    string Realm, string AccountId, long Version, bool Owed, long ChangedAt, long ReadAt, int RecoveryCodesRemaining, IReadOnlyList<CachedFactor> Factors,
    IReadOnlyList<WrongCode> WrongCodes, CoolDown? CoolDown, BudgetFigures Budgets, string? Recipient, long AccountVersion) : Order;

/// <param name="Record">JSON to keep; null to read.</param>
internal sealed record ClientOrder(string Id, int? Version, string? Status, string? Record) : Order;

/// <param name="Stream"><c>outcomes</c> or <c>bus</c>.</param>
internal sealed record TakeOrder(string Stream, string Group, string Instance) : Order;

internal sealed record DoneOrder(string Stream, string Group, IReadOnlyList<string> Ids) : Order;

/// <summary>A challenge as the store keeps it; numbers may come as texts.</summary>
internal sealed record StoredChallenge(
    string Id, string Realm, string AccountId, string RelyingParty, string Kind, string Purpose, string Status, string? Session, string Budgets,
    long CreatedAt, long ExpiresAt, int Attempts, string? FactorId, string? Hint, string? Format, string? Identifier, string? Nonce, string? Service,
    long? ApprovedAt, string? CodeHash, long? Step, long? ChangedAt, string? Proof, string? CodeMac, int? Sends, long? SentAt, string? Delivery, long? DeliveryAt,
    int? DeliveryAttempts, string? SmtpReply, long? EndedAt = null);

/// <summary>A mail to be sent, as the relay takes it: its halves come from the challenge.</summary>
internal sealed record StoredMail(
    string MailId, string ChallengeId, string Realm, string AccountId, string Purpose, string? SessionIdentifier, string Recipient, string Content,
    long CreatedAt, long ExpiresAt);

/// <summary>An audit event as scripts append it.</summary>
internal sealed record StoredEvent(
    string Type, string Realm, string? AccountId, string? RelyingParty, string? ChallengeId, string? FactorId, string? Factor, string? Purpose, string? Session,
    string? Reason, long At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CreateOrder))]
[JsonSerializable(typeof(ChargeOrder))]
[JsonSerializable(typeof(SettleOrder))]
[JsonSerializable(typeof(ReadOrder))]
[JsonSerializable(typeof(ProveOrder))]
[JsonSerializable(typeof(ResendOrder))]
[JsonSerializable(typeof(ReportOrder))]
[JsonSerializable(typeof(ListOrder))]
[JsonSerializable(typeof(StatusOrder))]
[JsonSerializable(typeof(DeliveryOrder))]
[JsonSerializable(typeof(CheckOrder))]
[JsonSerializable(typeof(RaiseOrder))]
[JsonSerializable(typeof(EraseOrder))]
[JsonSerializable(typeof(FillOrder))]
[JsonSerializable(typeof(ClientOrder))]
[JsonSerializable(typeof(TakeOrder))]
[JsonSerializable(typeof(DoneOrder))]
[JsonSerializable(typeof(StoredChallenge))]
[JsonSerializable(typeof(StoredMail))]
[JsonSerializable(typeof(StoredEvent))]
[JsonSerializable(typeof(CachedFactor))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(BudgetFigures))]
internal sealed partial class StoreJson : JsonSerializerContext;
