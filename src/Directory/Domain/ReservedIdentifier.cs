namespace Mfa.Directories.Domain;

/// <summary>An identifier of an erased account, which nobody is given for a while: a keyed hash, from which nobody reads it back.</summary>
internal sealed class ReservedIdentifier
{
    /// <summary>Of realm and normalised identifier, in hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset Until { get; init; }
}
