using Mfa.ServiceDefaults.Secrets;

namespace Mfa.InternalApi;

/// <summary>Enrollment asks Directory to look at a password; the sign-in's throttle holds for it.</summary>
/// <param name="Network">What the relying party says of the person's address; feeds the throttle, never trust.</param>
public sealed record PasswordCheck(string Realm, string AccountId, DisclosedText Password, string RelyingParty, string? Network);

/// <summary>What Enrollment may know of an account.</summary>
/// <param name="Label">The identifier as the person writes it, for the authenticator app's label.</param>
public sealed record AccountCard(string Realm, string Id, string Label, string Locale, string? Email, bool EmailVerified);
