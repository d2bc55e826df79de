namespace Mfa.Enrollments.Domain;

/// <summary>
/// How far the data keys are wrapped under the newest key-encryption key: one row, so that a restart goes on where it stopped and instances take turns.
/// Accounts are gone through in the order of their keys.
/// </summary>
internal sealed class KeyRotation
{
    /// <summary>The one row's.</summary>
    public const int TheOne = 1;

    public const string Idle = "idle";
    public const string Running = "running";
    public const string Done = "done";

    public int Id { get; init; } = TheOne;

    public string State { get; private set; } = Idle;

    /// <summary>The version everything is to be wrapped under.</summary>
    public int KeyVersion { get; private set; }

    /// <summary>Accounts with a data key when it began.</summary>
    public int Total { get; private set; }

    public int LookedAt { get; private set; }

    /// <summary>Of them, those whose data key did not open.</summary>
    public int Failed { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Who asked for it.</summary>
    public string? StartedBy { get; private set; }

    /// <summary>The last account that was looked at.</summary>
    public string AfterRealm { get; private set; } = "";

    public string AfterAccountId { get; private set; } = "";

    /// <summary>The instance at work, until <see cref="HeldUntil"/>.</summary>
    public string? Holder { get; private set; }

    public DateTimeOffset? HeldUntil { get; private set; }

    public int Remaining => State == Done ? 0 : Math.Max(0, Total - LookedAt);

    /// <returns>False: one for this key, or a newer one, is running already.</returns>
    public bool Start(int keyVersion, int total, string by, DateTimeOffset now)
    {
        if (State == Running && KeyVersion >= keyVersion)
            return false;
        (State, KeyVersion, Total, LookedAt, Failed) = (Running, keyVersion, total, 0, 0);
        (StartedAt, FinishedAt, StartedBy) = (now, null, by);
        (AfterRealm, AfterAccountId, Holder, HeldUntil) = ("", "", null, null);
        return true;
    }

    /// <param name="keyVersion">The newest key that the instance has.</param>
    /// <returns>Whether the instance is the one at work now.</returns>
    public bool Take(string instance, int keyVersion, DateTimeOffset until, DateTimeOffset now)
    {
        if (State != Running || KeyVersion != keyVersion || (Holder != instance && HeldUntil > now))
            return false;
        (Holder, HeldUntil) = (instance, until);
        return true;
    }

    public void Pass(string realm, string accountId, int count, int failed)
    {
        (AfterRealm, AfterAccountId) = (realm, accountId);
        (LookedAt, Failed) = (LookedAt + count, Failed + failed);
    }

    public void Finish(DateTimeOffset now) => (State, FinishedAt, Holder, HeldUntil) = (Done, now, null, null);
}
