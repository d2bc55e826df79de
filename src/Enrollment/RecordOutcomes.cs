using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// POST /internal/outcomes: Challenge's news of guesses, in any order and any number of times. One transaction a batch, so that the relay either
/// drops the whole batch or sends it again.
/// </summary>
internal static partial class RecordOutcomes
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapPost("/outcomes", Handle);

    private static async Task<NoContent> Handle(
        OutcomeBatch batch, EnrollmentDb db, WriterTurns turns, RealmCatalog realms, FactorChanges changes, TimeProvider time, ILogger<OutcomeBatch> logger, CancellationToken stop)
    {
        var changed = new List<string>();
        using (await turns.TakeAsync(stop))
        await using (var change = await db.Database.BeginTransactionAsync(stop))
        {
            // Always in the same order, so that two batches never wait for each other.
            foreach (var news in batch.Outcomes.GroupBy(outcome => (outcome.Realm, outcome.AccountId))
                .OrderBy(account => account.Key.Realm, StringComparer.Ordinal).ThenBy(account => account.Key.AccountId, StringComparer.Ordinal))
            {
                if (realms.Find(news.Key.Realm) is not { } realm)
                    Log.UnknownRealm(logger, news.Key.Realm);
                else if (await ApplyAsync(realm, news.Key.AccountId, [.. news], db, changes, time.GetUtcNow(), stop))
                    changed.Add(news.Key.AccountId);
            }

            await db.SaveChangesAsync(stop);
            await change.CommitAsync(stop);
        }

        // A version that is not acknowledged now is carried by the relay: the news itself is stored and must not come again for it.
        foreach (var account in changed)
            await changes.DeliverAsync(account);
        return TypedResults.NoContent();
    }

    /// <returns>Whether a factor was disabled, or reinstated.</returns>
    private static async Task<bool> ApplyAsync(
        Realm realm, string accountId, IReadOnlyList<Outcome> news, EnrollmentDb db, FactorChanges changes, DateTimeOffset now, CancellationToken stop)
    {
        var held = await db.HoldAsync(realm.Id, accountId, stop);
        var kept = await db.Guesses.Where(g => g.Realm == realm.Id && g.AccountId == accountId).ToListAsync(stop);
        var guesses = new GuessLedger(realm.Id, accountId, kept, held.BoundAt);
        foreach (var outcome in news)
            Apply(outcome, held, guesses);
        db.Guesses.AddRange(guesses.Fresh);
        db.Guesses.RemoveRange(guesses.Forgotten);

        var better = news.Where(o => o.Event is OutcomeEvents.Approved or OutcomeEvents.Excused).Select(o => o.Kind).ToHashSet(StringComparer.Ordinal);
        var judged = held.Judge(guesses, realm.Budgets, better, now);
        if (judged.Count > 0)
            changes.Write(held.Account, null, judged.Select(f => new FactorChange(f.Status == FactorStatus.Disabled ? FactorEvents.Disabled : FactorEvents.Reinstated, f)));
        return judged.Count > 0;
    }

    private static void Apply(Outcome outcome, AccountFactors held, GuessLedger guesses)
    {
        switch (outcome.Event)
        {
            case OutcomeEvents.Charged:
                guesses.Charged(outcome.ChargeId, outcome.Kind, outcome.Session, outcome.At);
                break;
            case OutcomeEvents.Excused:
                guesses.Excused(outcome.ChargeId, outcome.Kind, outcome.Session, outcome.At);
                break;
            case OutcomeEvents.Approved:
                guesses.Approved(outcome.ChargeId, outcome.Kind, outcome.Session, outcome.At);
                Use(held.Find(outcome.FactorId), outcome);
                break;
            case OutcomeEvents.Cooling when outcome is { CoolDownUntil: { } until, CoolDownLevel: { } level }:
                held.Account.Cool(until, level);
                break;
        }
    }

    private static void Use(Factor? factor, Outcome outcome)
    {
        if (outcome.Step is { } step)
            factor?.Burn(step);
        // Proving a pending factor is no use of it, and a mailed code that opened an app's enrolment none of the app.
        if (outcome.Kind == factor?.Type && outcome.At > (factor.BoundAt ?? long.MaxValue))
            factor.Used(DateTimeOffset.FromUnixTimeMilliseconds(outcome.At));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Outcomes of realm {Realm} are dropped: no such realm is deployed here")]
        public static partial void UnknownRealm(ILogger logger, string realm);
    }
}

/// <summary>The names of <see cref="Outcome.Event"/>; news by another name is of a newer Challenge and says nothing here.</summary>
internal static class OutcomeEvents
{
    public const string Charged = "charged";
    public const string Approved = "approved";
    public const string Excused = "excused";
    public const string Cooling = "cooling";
}
