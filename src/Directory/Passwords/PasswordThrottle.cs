using System.Data;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Passwords;

/// <summary>
/// Slows down guessing of passwords and never locks. An attempt is counted, in one transaction that no other crosses, before its password is looked
/// at: for {identity, relying party, network}, for {identity} and for {relying party, minute}. If one of them is closed, none counts it.
/// </summary>
internal sealed class PasswordThrottle(DirectoryDb db, WriterTurns turns, DirectoryKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan Known = TimeSpan.FromDays(30);

    private readonly SymmetricKeys _keys = keys.Hash;

    public async Task<CountedAttempt> CountAsync(Realm realm, PasswordSource source, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var now = time.GetUtcNow();
        var limits = LimitsOf(realm, source, now);
        var rows = await RowsAsync([.. limits.Select(limit => limit.Key)], stop);
        var closed = limits.Zip(rows).Where(pair => pair.Second.ClosedUntil > now && !(pair.First.SparesKnown && rows[0].IsKnown(now))).ToArray();
        if (closed.Length == 0)
        {
            foreach (var (limit, row) in limits.Zip(rows))
                row.Add(limit.Limit, now);
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }

        foreach (var row in rows)
            db.Entry(row).State = EntityState.Detached;
        return closed.Length == 0 ? new CountedAttempt([.. limits.Select(limit => limit.Key)], null)
            : new CountedAttempt([], Refuse(closed.MaxBy(pair => pair.Second.ClosedUntil), now));
    }

    /// <summary>The password was right, or was not looked at. Saved with the caller's changes, in its serialised transaction.</summary>
    public async Task TakeBackAsync(CountedAttempt attempt, bool right, CancellationToken stop)
    {
        var rows = await RowsAsync(attempt.Keys, stop);
        foreach (var row in rows)
            row.TakeBack();
        if (right)
            rows[0].Forgive(time.GetUtcNow(), Known);
    }

    private async Task<PasswordFailures[]> RowsAsync(IReadOnlyList<string> keyed, CancellationToken stop)
    {
        var (first, second, third) = (keyed[0], keyed[1], keyed[2]);
        var found = await db.PasswordFailures.Where(row => row.Key == first || row.Key == second || row.Key == third)
            .ToDictionaryAsync(row => row.Key, StringComparer.Ordinal, stop);
        return [.. keyed.Select(key => found.GetValueOrDefault(key) ?? db.Add(new PasswordFailures { Key = key }).Entity)];
    }

    private static Problem Refuse((Counted First, PasswordFailures Second) closed, DateTimeOffset now)
    {
        var limit = closed.First.Limit;
        return new Problem(ProblemKind.TooManySignIns, "The password was not looked at. Wait as Retry-After says, then try again.")
        {
            RetryAfter = closed.Second.ClosedUntil - now,
            Policy = new RateLimitPolicy(limit.Name, limit.Free, limit.Kept),
        };
    }

    private Counted[] LimitsOf(Realm realm, PasswordSource source, DateTimeOffset now)
    {
        var policy = realm.Passwords;
        var (first, longest) = (TimeSpan.FromSeconds(policy.BackOff), TimeSpan.FromSeconds(policy.BackOffMaximum));
        var minute = TimeSpan.FromMinutes(1);
        var rest = minute - TimeSpan.FromTicks(now.Ticks % minute.Ticks);
        return
        [
            new(KeyOf("near", realm.Id, source.Identity, source.RelyingParty, source.Network),
                new("password-network", policy.FailuresBeforeBackOff, first, longest, Kept)),
            new(KeyOf("person", realm.Id, source.Identity), new("password-identity", policy.IdentifierFailures, first, longest, Kept), SparesKnown: true),
            new(KeyOf("client", realm.Id, source.RelyingParty, $"{now.Ticks / minute.Ticks}"),
                new("password-client", policy.RelyingPartyFailuresPerMinute, rest, rest, minute)),
        ];
    }

    private string KeyOf(params ReadOnlySpan<string> parts) => Convert.ToBase64String(_keys.Mac(["password-failures", .. parts]));

    /// <param name="SparesKnown">Does not hold for a network from which the right password came lately.</param>
    private sealed record Counted(string Key, FailureLimit Limit, bool SparesKnown = false);
}

/// <summary>Who tries a password from where.</summary>
/// <param name="Network">As <see cref="ServiceDefaults.Requests.Network.Of"/> says.</param>
internal sealed record PasswordSource(string Identity, string RelyingParty, string Network)
{
    /// <param name="account">Counted by its id where there is one, so that aliases share; else what was typed is, known or not.</param>
    /// <param name="typed">The identifier, normalised.</param>
    /// <param name="address">The end user's, as the relying party says.</param>
    public static PasswordSource Of(Account? account, string typed, string relyingParty, string? address) =>
        new(account is null ? "typed " + typed : "account " + account.Id, relyingParty, ServiceDefaults.Requests.Network.Of(address));
}

/// <summary>An attempt that counts as wrong until it is taken back; or the problem why it is not looked at.</summary>
internal sealed record CountedAttempt(IReadOnlyList<string> Keys, Problem? Refused);
