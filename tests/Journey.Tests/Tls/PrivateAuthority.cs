using Mfa.Testing;

namespace Mfa.Journeys.Tests.Tls;

/// <summary>An authority that no machine trusts by itself, and certificates of it, all made by <c>openssl</c>.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-tls-").FullName;

    /// <summary>Its own certificate, for those who are to trust it.</summary>
    public string File => Path.Combine(_folder, "authority.pem");

    public static async Task<PrivateAuthority> CreateAsync()
    {
        var authority = new PrivateAuthority();
        await Tool.RunInAsync(authority._folder, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=An authority of a test", "-keyout", "authority.key", "-out", "authority.pem");
        return authority;
    }

    /// <param name="names">As <c>openssl</c> writes them: <c>IP:127.0.0.1</c>, <c>DNS:localhost</c>.</param>
    /// <returns>Certificate and key, PEM.</returns>
    public async Task<(string Certificate, string Key)> IssueAsync(string name, string names)
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, name + ".ext"), $"subjectAltName={names}\nextendedKeyUsage=serverAuth\n");
        await Tool.RunInAsync(_folder, "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr");
        await Tool.RunInAsync(_folder, "openssl", "x509", "-req", "-in", name + ".csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-days", "2",
            "-extfile", name + ".ext", "-out", name + ".pem");
        return (Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
