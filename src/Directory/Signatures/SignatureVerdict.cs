using Mfa.Directories.Domain;

namespace Mfa.Directories.Signatures;

/// <summary>What became of a signature: whose it is, why it is not accepted, or that it can't be told.</summary>
/// <param name="Reason">One of the problem <c>invalid-signature</c>'s.</param>
internal sealed record SignatureVerdict(Identifier? Identifier, string? Reason)
{
    /// <summary>Whether a certificate is revoked can't be told: nobody is let in.</summary>
    public static readonly SignatureVerdict Unavailable = new(null, null);

    public static SignatureVerdict Right(Identifier identifier) => new(identifier, null);

    public static SignatureVerdict Refused(string reason) => new(null, reason);
}
