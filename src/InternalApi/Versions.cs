namespace Mfa.InternalApi;

/// <summary>A version an owner raised, on its way to Challenge; it raises there and never lowers.</summary>
/// <param name="By">The session (<c>sid</c>) that made the change and survives it, or null for nobody.</param>
public sealed record VersionRaise(string Realm, long Number, string? By);
