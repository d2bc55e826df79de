using Mfa.ServiceDefaults.Secrets;

namespace Mfa.InternalApi;

/// <summary>Enrollment asks Directory to look at a password; the sign-in's throttle and its one answer hold for it.</summary>
/// <param name="AccountId">Or else <paramref name="Identifier"/>.</param>
/// <param name="Identifier">As the person typed it.</param>
/// <param name="Network">What the relying party says of the person's address; feeds the throttle, never trust.</param>
public sealed record PasswordCheck(string Realm, string? AccountId, string? Identifier, DisclosedText Password, string RelyingParty, string? Network);

/// <summary>What Enrollment may know of an account.</summary>
/// <param name="Label">The identifier as the person writes it, for the authenticator app's label and for mails.</param>
/// <param name="Email">The verified address; null when there is none.</param>
/// <param name="Version">Directory's number: raised by changes of password, address and lock.</param>
public sealed record AccountCard(string Realm, string Id, string Label, string? DisplayName, string Locale, string? Email, long Version)
{
    /// <summary>Records print their members; some of these are personal.</summary>
    public override string ToString() => Id;

    public Mailbox? Mailbox => Email is null ? null : new Mailbox(Email, DisplayName, Locale, Label);
}

/// <summary>Enrollment asks Directory to begin a session for a person who showed password and revocation code.</summary>
/// <param name="Method"><c>rc</c>, or <c>pwd</c> where another factor is still active.</param>
/// <param name="Factors">As they are after what the code did.</param>
public sealed record SessionOrder(string Realm, string AccountId, string RelyingParty, string Method, FactorSummary Factors);

/// <param name="ExpiresAt">Of the token.</param>
public sealed record SessionBegun(DisclosedText SignInToken, DateTimeOffset ExpiresAt);

/// <summary>Directory tells Enrollment that an account's verified address is another.</summary>
/// <param name="Hint">As people see it: <c>a…@e….hu</c>.</param>
/// <param name="Version">The account's number with the change; an older one changes nothing.</param>
public sealed record AddressChange(string Realm, string Hint, long Version);
