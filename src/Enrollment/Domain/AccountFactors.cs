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

/// <param name="Factor">The one that ended.</param>
/// <param name="Changed">It ended now, and not by an earlier showing of the code.</param>
/// <param name="AnotherActive">The account still has a second factor that works.</param>
internal sealed record RevokeOutcome(Factor Factor, bool Changed, bool AnotherActive);

/// <summary>An account's factors while one transaction holds them: what may become of them.</summary>
internal sealed class AccountFactors(FactorAccount account, IReadOnlyList<Factor> factors)
{
    /// <summary>News of an approval may come late; after this long it changes nothing any more.</summary>
    public static readonly TimeSpan NewsSettled = TimeSpan.FromDays(1);

    public FactorAccount Account { get; } = account;

    public Factor? Find(string? factorId) => factors.FirstOrDefault(factor => factor.Id == factorId);

    /// <summary>The one whose revocation code is good: an app, or one that ended by it and has no successor yet.</summary>
    public Factor? Revocable => factors.FirstOrDefault(factor => factor.RevocationSalt is not null);

    /// <summary>Challenge's proofs of what is still to be confirmed.</summary>
    public IReadOnlyList<string> OpenProofs => [.. factors.Where(factor => factor is { IsUnconfirmed: true, BornAt: not null }).Select(factor => factor.ChallengeId)];

    /// <summary>Challenge's proofs of what a confirm has just superseded.</summary>
    public IReadOnlyList<string> SupersededProofs =>
        [.. factors.Where(factor => factor is { Status: FactorStatus.Superseded, BornAt: not null }).Select(factor => factor.ChallengeId)];

    /// <summary>When the kind was last bound by another proof, milliseconds on the store's clock; 0 for never.</summary>
    public long BoundAt(string kind) => factors.Where(factor => factor.Type == kind && factor.Rebinds).Max(factor => factor.BoundAt) ?? 0;

    /// <summary>Whether what a factor's start read still stands: the account's factors, and the address a code of it was mailed to.</summary>
    public bool StillStands(Factor factor) =>
        Account.Accepts(factor.SessionId, factor.SessionVersion)
        && (factor.AddressVersion >= Account.AddressVersion || (factor.Type != FactorTypes.Email && factor.Status != FactorStatus.ProofRequired));

    /// <summary>Whether the account has one of its type that it does not replace.</summary>
    public bool HasOtherThan(Factor factor) => factors.Any(other => other.IsBound && other.Type == factor.Type && other.Id != factor.Id && other.Id != factor.Replaces);

    /// <param name="step">The step that the proving code burnt; 0 of a mailed code.</param>
    public ConfirmOutcome Confirm(string factorId, long step, long approvedAt, DateTimeOffset now)
    {
        if (Find(factorId) is not { BornAt: not null } factor || factor.Status is FactorStatus.Ended or FactorStatus.Superseded)
            return ConfirmOutcome.Gone;
        if (factor.IsBound)
            return ConfirmOutcome.WasConfirmed;
        var others = factors.Where(other => other.IsBound && other.Type == factor.Type).ToArray();
        if (!StillStands(factor) || HasOtherThan(factor))
            return ConfirmOutcome.ChangedMeanwhile;
        foreach (var replaced in others)
            replaced.End(now);
        factor.Activate(step, approvedAt, now);
        foreach (var revoked in factors.Where(other => other.Status == FactorStatus.Ended))
            revoked.UseUpRevocationCode();
        Account.Owe();
        Account.Raise(factor.SessionId, now);
        // What can't be confirmed after this one keeps no secret until its time is up.
        foreach (var other in factors.Where(other => other.IsUnconfirmed && (other.Type == factor.Type || !StillStands(other))))
            other.Supersede();
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

    /// <summary>
    /// The right revocation code was shown: its app ends. The code is used up at once where another factor is active; else it may be shown again until a
    /// new factor is confirmed, so that a closed browser loses nothing.
    /// </summary>
    public RevokeOutcome Revoke(Factor revocable, DateTimeOffset now)
    {
        var outcome = EndByCode(revocable, revocable.Revoke, now);
        if (outcome.AnotherActive)
            revocable.UseUpRevocationCode();
        return outcome;
    }

    /// <summary>
    /// Whether an operator may reset it: one that is bound, or one that has ended where the account has none, so that somebody whose code was lost after it had
    /// ended the factor is not shut out for good.
    /// </summary>
    public bool MayReset(string factorId) =>
        Find(factorId) is { } factor && (factor.IsBound || (factor.Status == FactorStatus.Ended && !factors.Any(other => other.IsBound)));

    /// <summary>Whether the code's factor can still end by it, or did.</summary>
    public bool Heeds(ResetCode? reset) => reset?.FactorId is { } factorId && (reset.UsedAt is not null || MayReset(factorId));

    /// <summary>The right reset code was shown: its factor ends, and its revocation code with it. As with that one, it may be shown again until a factor is confirmed.</summary>
    public RevokeOutcome Reset(ResetCode reset, DateTimeOffset now)
    {
        var factor = Find(reset.FactorId)!;
        var outcome = EndByCode(factor, factor.End, now);
        reset.Use(now);
        if (outcome.AnotherActive)
            reset.UseUp();
        return outcome;
    }

    private RevokeOutcome EndByCode(Factor factor, Action<DateTimeOffset> end, DateTimeOffset now)
    {
        var changed = factor.IsBound;
        var another = factors.Any(other => other.Status == FactorStatus.Active && other != factor);
        if (changed)
        {
            end(now);
            Account.Raise(null, now);
        }

        return new RevokeOutcome(factor, changed, another);
    }

    /// <summary>The account's address is another; what comes late changes nothing.</summary>
    public void Readdress(string hint, long version)
    {
        Account.Readdress(version);
        foreach (var factor in factors.Where(f => f.Type == FactorTypes.Email && f.IsBound && f.AddressVersion < version))
            factor.Readdress(hint, version);
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
