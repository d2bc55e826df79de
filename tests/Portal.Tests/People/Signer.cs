using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.People;

/// <summary>Somebody with an electronic signature.</summary>
/// <param name="Number">The personal number in the certificate.</param>
/// <param name="SignAsync">Signs a text: CMS, detached, DER.</param>
internal sealed record Signer(string Number, Func<byte[], Task<byte[]>> SignAsync)
{
    /// <summary>With a certificate of the sample authority, as docs have it; the signature is made by <c>openssl cms</c>.</summary>
    public static async Task<Signer> OfTheSampleAuthorityAsync(DeveloperSystem system)
    {
        var number = PersonalNumber.New();
        var person = await Tool.RunAsync("dotnet", Checkout.Program("Signer"), "issue", "--idnp", number, "--name", "Ion Exemplu", system.Trust);
        return new Signer(number, text => RunAsync(person.Trim(), text));
    }

    /// <summary>With a certificate of the tests' own authority.</summary>
    public static async Task<Signer> NewAsync(DeveloperSystem system)
    {
        var number = PersonalNumber.New();
        return Of(await system.Authority.IssueAsync("/serialNumber=" + number), number);
    }

    public static Signer Of(Signatory signatory, string number = "") => new(number, text => signatory.SignAsync(text));

    private static async Task<byte[]> RunAsync(string person, byte[] text)
    {
        var folder = Directory.CreateTempSubdirectory("mfa-signature-");
        try
        {
            var (file, signature) = (Path.Combine(folder.FullName, "text"), Path.Combine(folder.FullName, "text.p7s"));
            await File.WriteAllBytesAsync(file, text);
            await Tool.RunAsync("openssl", "cms", "-sign", "-binary", "-outform", "DER", "-signer", person, "-inkey", person, "-in", file, "-out", signature);
            return await File.ReadAllBytesAsync(signature);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
