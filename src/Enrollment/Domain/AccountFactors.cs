using Mfa.Realms;

namespace Mfa.Enrollments.Domain;

internal enum ConfirmOutcome
{
    Confirmed,

    /// <summary>An earlier confirm with the same code did it.</summary>
    WasConfirmed,

    /// <summary>It was canceled, superseded or has ended.</summary>
    Gone,

    /// <summary>Another session changed the account's factors since this one began.</summary>
    ChangedMeanwhile,
}

internal enum RemoveOutcome
{
    Removed,
    Gone,
    LastFactor,
    ChangedMeanwhile,
}

/// <summary>An account's factors while one transaction holds them: what may become of them.</summary>
internal sealed class AccountFactors(FactorAccount account, IReadOnlyList<Factor> factors)
{
    /// <summary>News of an approval may come late; after this long it changes nothing any more.</summary>
    public static readonly TimeSpan NewsSettled = TimeSpan.FromDays(1);

    public FactorAccount Account { get; } = account;

    public Factor? Find(string? factorId) => factors.FirstOrDefault(factor => factor.Id == factorId);

    /// <summary>Milliseconds on the store's clock; 0 when no factor of the kind was ever bound.</summary>
    public long BoundAt(string kind) => factors.Where(factor => factor.Type == kind).Max(factor => factor.BoundAt) ?? 0;

    /// <param name="step">The step that the proving code burnt.</param>
    public ConfirmOutcome Confirm(string factorId, long step, long approvedAt, DateTimeOffset now)
    {
        if (Find(factorId) is not { BornAt: not null } factor || factor.Status == FactorStatus.Ended)
            return ConfirmOutcome.Gone;
        if (factor.IsBound)
            return ConfirmOutcome.WasConfirmed;
        var others = factors.Where(other => other.IsBound && other.Type == factor.Type).ToArray();
        if (!Account.Accepts(factor.SessionId, factor.SessionVersion) || others.Any(other => other.Id != factor.Replaces))
            return ConfirmOutcome.ChangedMeanwhile;
        foreach (var replaced in others)
            replaced.End(now);
        factor.Activate(step, approvedAt, now);
        Account.Owe();
        Account.Raise(factor.SessionId, now);
        return ConfirmOutcome.Confirmed;
    }

    /// <param name="version">The version the session's token knows.</param>
    /// <param name="provedKind">The kind the step-up proved: one that is disabled can't speak for its own removal.</param>
    public RemoveOutcome Remove(string factorId, string session, long version, string? provedKind, DateTimeOffset now)
    {
        if (Find(factorId) is not { IsBound: true } factor)
            return RemoveOutcome.Gone;
        if (!Account.Accepts(session, version))
            return RemoveOutcome.ChangedMeanwhile;
        var isLast = !factors.Any(other => other.Status == FactorStatus.Active && other.Id != factorId);
        if (isLast && (factor.Status == FactorStatus.Active || provedKind == factor.Type))
            return RemoveOutcome.LastFactor;
        factor.End(now);
        Account.Raise(session, now);
        return RemoveOutcome.Removed;
    }

    /// <summary>B3: disables a factor whose kind has used up its wrong codes, and takes that back when an approval told late leaves fewer.</summary>
    /// <param name="approved">Kinds of which news now tells that a guess was right or is excused.</param>
    /// <returns>The factors that changed.</returns>
    public IReadOnlyList<Factor> Judge(GuessLedger guesses, CodeBudgets budgets, IReadOnlySet<string> approved, DateTimeOffset now)
    {
        var since = now.AddSeconds(-budgets.WrongKept).ToUnixTimeMilliseconds();
        var changed = new List<Factor>();
        foreach (var factor in factors.Where(factor => factor.IsBound))
        {
            var spent = guesses.Wrong(factor.Type, since) >= budgets.WrongOf(factor.Type);
            if (spent && factor.Status == FactorStatus.Active)
                factor.Disable(now);
            else if (!spent && approved.Contains(factor.Type) && factor.DisabledAt > now - NewsSettled)
                factor.Reinstate();
            else
                continue;
            changed.Add(factor);
        }

        if (changed.Count > 0)
            Account.Raise(null, now);
        return changed;
    }
}
