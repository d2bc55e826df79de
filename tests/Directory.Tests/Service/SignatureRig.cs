using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Directories.Domain;
using Mfa.Testing;
using RelyingParty = Mfa.Testing.RelyingParty;

[assembly: AssemblyFixture(typeof(Mfa.Directories.Tests.Service.SignatureRig))]

namespace Mfa.Directories.Tests.Service;

/// <summary>A Directory that trusts an authority made by openssl, and people who sign.</summary>
public sealed class SignatureRig : IAsyncLifetime
{
    private readonly string _trust = Directory.CreateTempSubdirectory("mfa-trust-").FullName;

    public DirectoryApp App { get; private set; } = null!;

    public OpensslAuthority Authority { get; private set; } = null!;

    /// <summary>Another authority, which nobody trusts.</summary>
    public OpensslAuthority Stranger { get; private set; } = null!;

    public RelyingParty Main => App.Main;

    public string Trust(string realm = "signature") => Path.Combine(_trust, realm);

    public async ValueTask InitializeAsync()
    {
        Authority = await OpensslAuthority.CreateAsync();
        Stranger = await OpensslAuthority.CreateAsync("Stranger");
        foreach (var realm in new[] { "signature", "signature-brief" })
            Authority.TrustIn(Trust(realm));
        App = new DirectoryApp().With("Signatures:TrustPath", _trust);
        await App.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Authority.Dispose();
        Stranger.Dispose();
        Directory.Delete(_trust, recursive: true);
    }

    /// <summary>A number nobody has yet, with its check digit.</summary>
    internal static string NewIdnp()
    {
        var digits = "2" + RandomNumberGenerator.GetInt32(100_000).ToString("D5", CultureInfo.InvariantCulture)
            + RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        return digits + Idnp.CheckDigit(digits);
    }

    internal Task<Signatory> NewPersonAsync(string? idnp = null) => Authority.IssueAsync("/serialNumber=" + (idnp ?? NewIdnp()));

    internal async Task<Asked> AskAsync(string realm = "signature", RelyingParty? by = null)
    {
        var answer = (await StartAsync(realm, by)).Expect(HttpStatusCode.Created);
        return new Asked(answer.Text("id"), answer.Text("contentToSign"));
    }

    internal Task<Answer> StartAsync(string realm = "signature", RelyingParty? by = null) =>
        (by ?? Main).PostAsync("/v1/signature-sign-ins", new JsonObject { ["realm"] = realm });

    internal Task<Answer> CompleteAsync(Asked asked, byte[] signature, RelyingParty? by = null) => SendAsync(asked.Id, Convert.ToBase64String(signature), by);

    internal Task<Answer> SendAsync(string id, string signature, RelyingParty? by = null) =>
        (by ?? Main).PostAsync($"/v1/signature-sign-ins/{id}/complete", new JsonObject { ["signature"] = signature });

    /// <summary>From the text to the answer.</summary>
    internal async Task<Answer> SignInAsync(Signatory person, string realm = "signature")
    {
        var asked = await AskAsync(realm);
        return await CompleteAsync(asked, await person.SignAsync(asked.Bytes));
    }

    internal sealed record Asked(string Id, string Text)
    {
        public byte[] Bytes => Encoding.UTF8.GetBytes(Text);
    }
}
