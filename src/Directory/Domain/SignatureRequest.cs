namespace Mfa.Directories.Domain;

/// <summary>A text that a relying party asked for, to be signed once by whoever wants to sign in there.</summary>
internal sealed class SignatureRequest
{
    public const string IdPrefix = "sig_";

    /// <summary>Signatures that are looked at for one text.</summary>
    public const int MostTries = 5;

    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required string RelyingParty { get; init; }

    /// <summary>Exactly what is signed, in UTF-8.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Counted before the signature is looked at.</summary>
    public int Tries { get; private set; }

    /// <summary>When it signed somebody in.</summary>
    public DateTimeOffset? UsedAt { get; private set; }
}
