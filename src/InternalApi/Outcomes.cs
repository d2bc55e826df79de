namespace Mfa.InternalApi;

/// <summary>What became of codes, from Challenge's stream to Enrollment's lasting store. Any order, any number of times.</summary>
public sealed record OutcomeBatch(IReadOnlyList<Outcome> Outcomes);

/// <param name="Event"><c>charged</c>: a guess was counted · <c>approved</c>: it was right, and forgives its session's wrong ones ·
/// <c>excused</c>: it was right for a step that can't be judged, and is taken back · <c>cooling</c>: the account waits.</param>
/// <param name="ChargeId">The guess.</param>
/// <param name="Kind"><c>totp</c>, <c>email</c> or <c>enrol</c>.</param>
/// <param name="Step">With <c>approved</c> for an app: the step it burnt.</param>
/// <param name="At">Milliseconds since 1970 on the store's clock.</param>
/// <param name="CoolDownUntil">With <c>cooling</c>.</param>
public sealed record Outcome(
    string Event, string Realm, string AccountId, string ChargeId, string Kind, string Session, long At,
    string? FactorId = null, long? Step = null, long? CoolDownUntil = null, int? CoolDownLevel = null);
