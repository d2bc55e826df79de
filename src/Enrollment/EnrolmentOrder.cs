using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Enrollments;

/// <summary>What a start asks for, once it may.</summary>
/// <param name="Network">What the relying party says of the person's address.</param>
internal sealed record EnrolmentOrder(Realm Realm, Enroller By, Factor? Replaced, string? Nonce, string? Network)
{
    /// <summary>The confirm spends the sign-in token when it yields an assertion, and that of a revocation always.</summary>
    public bool Spends => By.IsOfSignIn && (Nonce is not null || By.Session.Method == SessionMethods.Revocation);

    public Factor NewFactor(string type, string hint, DateTimeOffset now)
    {
        var (session, app) = (By.Session, type == FactorTypes.Totp ? Realm.Totp : null);
        return new Factor
        {
            Id = OpaqueId.New("fac_"),
            Realm = session.Realm,
            AccountId = session.AccountId,
            Type = type,
            Hint = hint,
            RelyingParty = session.RelyingParty,
            SessionId = session.Id,
            SessionVersion = session.FactorVersion,
            ChallengeId = OpaqueId.New("chl_"),
            Replaces = Replaced?.Id,
            Rebinds = type == FactorTypes.Totp || By.Rebinds,
            AddressVersion = By.Account.Version,
            Algorithm = app?.Algorithm,
            Digits = app?.Digits ?? FactorTypes.EmailDigits,
            PeriodSeconds = app?.PeriodSeconds,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(Realm.Lifetimes.PendingFactor),
        };
    }
}

/// <summary>An order for an app that waits until the address on record is proved.</summary>
internal sealed record HeldOrder(Session Session, string? Nonce, bool Spends);
