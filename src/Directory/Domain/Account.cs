using Mfa.Realms;

namespace Mfa.Directories.Domain;

/// <summary>A person's record in one realm.</summary>
internal sealed class Account
{
    public const string IdPrefix = "acc_";

    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required List<AccountIdentifier> Identifiers { get; init; }

    public string? Email { get; private set; }

    public bool EmailVerified { get; private set; }

    /// <summary>Until then somebody must confirm the address the account was made with, or it is erased; null: nobody need.</summary>
    public DateTimeOffset? ConfirmBefore { get; private set; }

    public bool IsUnconfirmed => ConfirmBefore is not null;

    /// <summary>Of an account that a signature made: until then it has a first factor, or it is erased; null: it is there to stay.</summary>
    public DateTimeOffset? ProvisionalUntil { get; private set; }

    public bool IsProvisional => ProvisionalUntil is not null;

    public string? DisplayName { get; set; }

    public required string Locale { get; set; }

    public AccountStatus Status { get; private set; } = AccountStatus.Active;

    /// <summary>Null until a first password is set, as in a signature realm.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary>The version of the pepper under the hash.</summary>
    public int PepperVersion { get; private set; }

    /// <summary>Null for an unconfirmed account too: whoever made it may not be who reads its mails, so its password opens nothing.</summary>
    public PasswordHash? Password => PasswordHash is null || IsUnconfirmed ? null : new PasswordHash(PasswordHash, PepperVersion);

    /// <summary>Raised by every change that ends sessions: password, address, lock.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>The session that raised <see cref="Version"/> last and survives it; null: nobody.</summary>
    public string? ChangedBy { get; private set; }

    /// <summary>Raised by every change of what the resource tells.</summary>
    public int Revision { get; private set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the password, the address, a lock or, as far as it was told here, a factor changed last.</summary>
    public required DateTimeOffset SecurityChangedAt { get; set; }

    /// <summary>The identifier as the person writes it.</summary>
    public string Label => Identifiers.MinBy(identifier => identifier.Position)!.Value;

    /// <summary>Whether a session whose tokens carry this version is still good.</summary>
    public bool Knows(long version, string session) => version == Version || (ChangedBy is not null && ChangedBy == session);

    public void Describe(string? displayName, string? locale)
    {
        DisplayName = displayName ?? DisplayName;
        Locale = locale ?? Locale;
        Revision++;
    }

    /// <summary>An address that is known to be the person's: confirmed, or vouched for when the account is made.</summary>
    public void TakeAddress(string address) => (Email, EmailVerified) = (address, true);

    /// <summary>Of an account in the making: its address is to be confirmed.</summary>
    public void AwaitConfirmation(DateTimeOffset before) => ConfirmBefore = before;

    /// <param name="until">Null: it has one, or was made otherwise than by a signature.</param>
    public void AwaitFactor(DateTimeOffset? until) => ProvisionalUntil = until;

    /// <summary>The first one of an unconfirmed account, which had no session yet that could end.</summary>
    public void ConfirmAddress(string address)
    {
        TakeAddress(address);
        ConfirmBefore = null;
        Revision++;
    }

    /// <param name="by">The session that changes it and goes on; every other ends. Null: all end.</param>
    public void ChangeAddress(string address, string? by, DateTimeOffset now)
    {
        TakeAddress(address);
        ConfirmBefore = null;
        Raise(by, now);
    }

    /// <summary>The first one, of an account in the making.</summary>
    public void SetPassword(PasswordHash hash) => (PasswordHash, PepperVersion) = (hash.Text, hash.PepperVersion);

    /// <param name="by">The session that changes it and goes on; every other ends. Null: all end.</param>
    public void ChangePassword(PasswordHash hash, string? by, DateTimeOffset now)
    {
        SetPassword(hash);
        Raise(by, now);
    }

    /// <summary>Nobody's session survives it, and none begins.</summary>
    /// <returns>False: it is locked already.</returns>
    public bool Lock(DateTimeOffset now) => Become(AccountStatus.Locked, now);

    /// <returns>False: it is not locked.</returns>
    public bool Unlock(DateTimeOffset now) => Become(AccountStatus.Active, now);

    /// <summary>Nobody's session survives it.</summary>
    public void EndSessions(DateTimeOffset now) => Raise(null, now);

    /// <summary>A change of factors, which has a version of its own and is told in any order.</summary>
    public void NoteFactorChange(DateTimeOffset at) => SecurityChangedAt = at > SecurityChangedAt ? at : SecurityChangedAt;

    private bool Become(AccountStatus status, DateTimeOffset now)
    {
        if (Status == status)
            return false;
        Status = status;
        Raise(null, now);
        return true;
    }

    private void Raise(string? by, DateTimeOffset now)
    {
        Version++;
        ChangedBy = by;
        Revision++;
        SecurityChangedAt = now;
    }
}

/// <summary>One way to name an account, unique in its realm.</summary>
internal sealed class AccountIdentifier
{
    public required string AccountId { get; init; }

    public required int Position { get; init; }

    public required string Realm { get; init; }

    public required IdentifierType Type { get; init; }

    public required string Value { get; init; }

    public required string Normalised { get; init; }
}

/// <param name="Text">As the framework's hasher writes it.</param>
internal sealed record PasswordHash(string Text, int PepperVersion);

internal enum AccountStatus
{
    Active,
    Locked,
}
