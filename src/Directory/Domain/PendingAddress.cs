using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Directories.Domain;

/// <summary>An address that waits for its confirmation: the newest of its account, and the mailed code that confirms it.</summary>
internal sealed class PendingAddress
{
    public const string ChallengePrefix = "chl_";

    public required string AccountId { get; init; }

    public string Address { get; private set; } = "";

    /// <summary>Chosen here and kept before Challenge is asked, so that a repeated order makes no second code.</summary>
    public string ChallengeId { get; private set; } = "";

    /// <summary>Who asked, and alone sees and confirms it.</summary>
    public string RelyingParty { get; private set; } = "";

    /// <summary>Of an account that has sessions: the one that asked.</summary>
    public Session? Session { get; private set; }

    /// <summary>Challenge has taken the order.</summary>
    public bool Ordered { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>It has become the account's: kept a while for a confirmation that is repeated because its answer was lost.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Whatever waited before waits no more.</summary>
    public void Begin(string address, string relyingParty, Session? session, DateTimeOffset expiresAt)
    {
        (Address, RelyingParty, Session, ConfirmedAt) = (address, relyingParty, session, null);
        BeginAgain(expiresAt);
    }

    /// <summary>The same address with another code.</summary>
    public void BeginAgain(DateTimeOffset expiresAt) => (ChallengeId, Ordered, ExpiresAt) = (OpaqueId.New(ChallengePrefix), false, expiresAt);

    public void Confirm(DateTimeOffset now) => ConfirmedAt = now;

    /// <summary>E-mail disabled by wrong codes may be proved anew by who has shown another proof than mail.</summary>
    public bool Rebinds => Session is { Method: "sc" } or { Factor: "totp" or "recovery" };
}
