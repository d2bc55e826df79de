using System.Security.Cryptography;
using System.Text;
using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>The signature as a person hands it in: a file, DER, or PEM as some programs write it.</summary>
internal static class SignatureFile
{
    private const int Largest = 64 * 1024;
    private const string Armour = "-----BEGIN";

    /// <returns>Why it is not sent on; null: it may be a signature.</returns>
    public static Notice? FaultOf(IFormFile? file) => file switch
    {
        null => new Notice("Notice.SignatureMissing"),
        { Length: 0 } => new Notice("Notice.SignatureEmpty"),
        { Length: > Largest } => new Notice("Notice.SignatureTooLarge"),
        _ => null,
    };

    /// <returns>The signature without armour; whether it is one is for the service to say.</returns>
    public static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken stop)
    {
        using var read = new MemoryStream();
        await file.CopyToAsync(read, stop);
        var bytes = read.ToArray();
        var text = Encoding.ASCII.GetString(bytes);
        return text.AsSpan().TrimStart().StartsWith(Armour, StringComparison.Ordinal) && PemEncoding.TryFind(text, out var pem)
            ? Convert.FromBase64String(text[pem.Base64Data]) : bytes;
    }
}
