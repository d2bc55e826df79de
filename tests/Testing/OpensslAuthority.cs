using System.Globalization;
using System.Security.Cryptography;

namespace Mfa.Testing;

/// <summary>
/// A certification authority of one run, and what people have from it, all made by <c>openssl</c>: independent of what judges it. It has a root, an
/// intermediate that issues to people, and a revocation list of each.
/// </summary>
public sealed class OpensslAuthority : IDisposable
{
    private const string People = "keyUsage=critical,nonRepudiation\nbasicConstraints=critical,CA:false\n";

    private readonly string _folder;
    private readonly string _name;
    private readonly SemaphoreSlim _issuing = new(1, 1);

    private OpensslAuthority(string name) => (_folder, _name) = (Directory.CreateTempSubdirectory("mfa-openssl-").FullName, name);

    /// <summary>The self-signed certificate, PEM.</summary>
    public string Anchor => Path.Combine(_folder, "root.pem");

    /// <param name="name">Part of the authorities' names: two of one name are still two.</param>
    public static async Task<OpensslAuthority> CreateAsync(string name = "Test")
    {
        var authority = new OpensslAuthority(name);
        await authority.PrepareAsync("root");
        await authority.PrepareAsync("issuing");
        await authority.WriteAsync("root.ext", "keyUsage=critical,keyCertSign,cRLSign\nbasicConstraints=critical,CA:true\nsubjectKeyIdentifier=hash\n");
        await authority.WriteAsync("issuing.ext", "keyUsage=critical,keyCertSign,cRLSign\nbasicConstraints=critical,CA:true,pathlen:0\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
        await authority.RunAsync("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "root.key");
        await authority.RunAsync("req", "-new", "-key", "root.key", "-subj", $"/C=MD/O={name}/CN={name} root", "-out", "root.csr");
        await authority.RunAsync("x509", "-req", "-in", "root.csr", "-key", "root.key", "-days", "30", "-sha256", "-extfile", "root.ext", "-out", "root.pem");
        await authority.RunAsync("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "issuing.key");
        await authority.RunAsync("req", "-new", "-key", "issuing.key", "-subj", $"/C=MD/O={name}/CN={name} issuing", "-out", "issuing.csr");
        await authority.IssueAsync("root", "issuing", "issuing.ext", [], []);
        await authority.ListAsync("root");
        await authority.ListAsync("issuing");
        return authority;
    }

    /// <summary>Lays the anchor and the current lists out as Directory reads them.</summary>
    /// <param name="folder">A realm's below <c>Signatures:TrustPath</c>.</param>
    public void TrustIn(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "crls"));
        File.Copy(Anchor, Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "anchors")).FullName, _name + ".pem"), overwrite: true);
        foreach (var ca in new[] { "root", "issuing" })
        {
            var target = Path.Combine(folder, "crls", $"{_name}-{ca}.crl");
            var draft = target + "." + RandomNumberGenerator.GetHexString(8);
            File.Copy(Path.Combine(_folder, ca + ".crl"), draft);
            File.Move(draft, target, overwrite: true);
        }
    }

    /// <summary>A person with a key and a certificate.</summary>
    /// <param name="subject">After <c>/C=MD/CN=Ion Exemplu</c>; a plus makes one name part of several attributes.</param>
    /// <param name="key">As <c>openssl genpkey</c> takes it: <c>EC:P-256</c> or <c>RSA:2048</c>.</param>
    /// <param name="until">Null: some days from now; else <c>yyyyMMddHHmmssZ</c>, and it begins two days before.</param>
    public async Task<Signatory> IssueAsync(
        string subject, string key = "EC:P-256", string extensions = People, DateTimeOffset? until = null, string digest = "sha256", string issuer = "issuing")
    {
        await _issuing.WaitAsync();
        try
        {
            var name = "person-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
            await RequestAsync(name, subject, key);
            await WriteAsync(name + ".ext", extensions);
            await IssueAsync(issuer, name, name + ".ext", until is { } end ? ["-startdate", Time(end.AddDays(-2)), "-enddate", Time(end)] : [], ["-md", digest]);
            return new Signatory(this, name, issuer == "issuing" ? "issuing.pem" : null);
        }
        finally
        {
            _issuing.Release();
        }
    }

    /// <summary>Somebody whose certificate is nobody's word but their own.</summary>
    public async Task<Signatory> SelfSignAsync(string subject)
    {
        var name = "self-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await RequestAsync(name, subject, "EC:P-256");
        await WriteAsync(name + ".ext", People);
        await RunAsync("x509", "-req", "-in", name + ".csr", "-key", name + ".key", "-days", "3", "-sha256", "-extfile", name + ".ext", "-out", name + ".pem");
        return new Signatory(this, name, null);
    }

    /// <summary>Somebody whose certificate another person issued, who may not.</summary>
    public async Task<Signatory> IssueByAsync(Signatory issuer, string subject)
    {
        var name = "under-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await RequestAsync(name, subject, "EC:P-256");
        await WriteAsync(name + ".ext", People);
        await RunAsync("x509", "-req", "-in", name + ".csr", "-CA", issuer.Name + ".pem", "-CAkey", issuer.Name + ".key", "-set_serial", "1", "-days", "3", "-sha256",
            "-extfile", name + ".ext", "-out", name + ".pem");
        await WriteAsync(name + ".chain", await ReadAsync(issuer.Name + ".pem") + await ReadAsync("issuing.pem"));
        return new Signatory(this, name, name + ".chain");
    }

    /// <summary>Withdraws the intermediate, and with it everybody under it.</summary>
    public async Task RevokeIntermediateAsync()
    {
        await RunAsync("ca", "-config", "root.cnf", "-revoke", "issuing.pem", "-batch");
        await ListAsync("root");
    }

    public async Task RevokeAsync(Signatory person)
    {
        await _issuing.WaitAsync();
        try
        {
            await RunAsync("ca", "-config", "issuing.cnf", "-revoke", person.Name + ".pem", "-batch");
            await ListAsync("issuing");
        }
        finally
        {
            _issuing.Release();
        }
    }

    /// <summary>A new revocation list.</summary>
    /// <param name="ca"><c>root</c> or <c>issuing</c>.</param>
    /// <param name="until">When the next is due.</param>
    /// <param name="part">It is of some of the certificates only, and says so.</param>
    public async Task ListAsync(string ca, DateTimeOffset? until = null, bool part = false)
    {
        var draft = Scratch();
        await RunAsync(
        [
            "ca", "-config", ca + ".cnf", "-gencrl", "-out", draft,
            .. part ? ["-crlexts", "part"] : Array.Empty<string>(), .. until is { } end ? ["-crl_lastupdate", Time(end.AddDays(-2)), "-crl_nextupdate", Time(end)] : Array.Empty<string>(),
        ]);
        File.Move(draft, Path.Combine(_folder, ca + ".crl"), overwrite: true);
    }

    public void Dispose()
    {
        _issuing.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal async Task<byte[]> SignAsync(byte[] content, IReadOnlyList<Signatory> people, string[] options)
    {
        var (text, signature) = (Scratch(), Scratch());
        await File.WriteAllBytesAsync(text, content);
        await RunAsync(
        [
            "cms", "-sign", "-binary", "-outform", "DER", "-in", text, "-out", signature,
            .. people.SelectMany(person => new[] { "-signer", person.Name + ".pem", "-inkey", person.Name + ".key" }),
            .. people.Select(person => person.Chain).FirstOrDefault(chain => chain is not null) is { } chain ? ["-certfile", chain] : Array.Empty<string>(), .. options,
        ]);
        return await File.ReadAllBytesAsync(signature);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private string Scratch() => Path.Combine(_folder, RandomNumberGenerator.GetHexString(16) + ".tmp");

    private async Task RequestAsync(string name, string subject, string key)
    {
        var (algorithm, size) = (key.Split(':')[0], key.Split(':')[1]);
        await RunAsync("genpkey", "-algorithm", algorithm, "-pkeyopt", (algorithm == "RSA" ? "rsa_keygen_bits:" : "ec_paramgen_curve:") + size, "-out", name + ".key");
        await RunAsync("req", "-new", "-utf8", "-multivalue-rdn", "-key", name + ".key", "-subj", "/C=MD/CN=Ion Exemplu" + subject, "-out", name + ".csr");
    }

    private Task<string> IssueAsync(string ca, string name, string extensions, string[] times, string[] options) => RunAsync(
    [
        "ca", "-config", ca + ".cnf", "-batch", "-notext", "-preserveDN", "-in", name + ".csr", "-out", name + ".pem", "-extfile", extensions,
        .. times.Length > 0 ? times : ["-days", "5"], .. options,
    ]);

    private async Task PrepareAsync(string ca)
    {
        await WriteAsync(ca + ".index", "");
        await WriteAsync(ca + ".index.attr", "unique_subject = no\n");
        await WriteAsync(ca + ".serial", RandomNumberGenerator.GetHexString(30) + "\n");
        await WriteAsync(ca + ".cnf", $"""
            [ca]
            default_ca = this
            [this]
            dir = {_folder}
            database = $dir/{ca}.index
            serial = $dir/{ca}.serial
            new_certs_dir = $dir
            certificate = $dir/{ca}.pem
            private_key = $dir/{ca}.key
            default_md = sha256
            default_crl_days = 5
            policy = any
            [part]
            issuingDistributionPoint = critical,@scope
            [scope]
            onlyCA = TRUE
            [any]
            countryName = optional
            commonName = optional
            organizationName = optional
            organizationalUnitName = optional
            organizationIdentifier = optional
            serialNumber = optional

            """);
    }

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_folder, file));

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder, file), text);

    private Task<string> RunAsync(params string[] arguments) => Tool.RunInAsync(_folder, "openssl", arguments);
}

/// <summary>Who signs.</summary>
/// <param name="Name">Of the files.</param>
/// <param name="Chain">The file of certificates that its signatures bring along.</param>
public sealed record Signatory(OpensslAuthority Authority, string Name, string? Chain)
{
    /// <summary>A detached signature, DER.</summary>
    /// <param name="options">More of <c>openssl cms</c>, such as <c>-nodetach</c>.</param>
    public Task<byte[]> SignAsync(byte[] content, params string[] options) => Authority.SignAsync(content, [this], options);

    public Task<byte[]> SignWithAsync(Signatory other, byte[] content) => Authority.SignAsync(content, [this, other], []);
}
