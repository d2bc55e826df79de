using System.Text;
using Mfa.Directories.Signatures;
using Mfa.Directories.Tests.Service;
using Mfa.Realms;
using Mfa.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;

namespace Mfa.Directories.Tests.Signatures;

/// <summary>A folder of trust of one test, and what Directory makes of it.</summary>
internal sealed class TrustedFolder : IDisposable
{
    public const string Text = "A text\nto sign";

    private static readonly RealmCatalog Realms = RealmCatalog.Load([Path.Combine(Checkout.Root, "tests", "realms"), Path.Combine(Checkout.Root, "src", "Realms", "Files")], production: false);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mfa-trusted-");
    private SignatureVerifier? _verifier;

    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Text);

    public LogLines Logs { get; } = new();

    public string this[string path] => Path.Combine(_folder.FullName, path);

    public TrustStore Open(string environment = "Development", RealmCatalog? realms = null) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new(TrustStore.Setting, _folder.FullName)]).Build(),
        new HostingEnvironment { EnvironmentName = environment }, realms ?? Realms, LoggerFactory.Create(logging => logging.AddProvider(Logs)).CreateLogger<TrustStore>());

    /// <summary>The reason, <c>accepted</c>, or <c>unavailable</c>.</summary>
    public async Task<string> JudgeAsync(byte[] signature, string realm = "signature", DateTimeOffset? at = null)
    {
        _verifier ??= new SignatureVerifier(Open(), at is { } time ? new StandingClock(time) : TimeProvider.System);
        var verdict = (await _verifier.VerifyAsync(Realms.Find(realm)!, Convert.ToBase64String(signature), Text, TestContext.Current.CancellationToken))!;
        return verdict.Identifier is not null ? "accepted" : verdict.Reason ?? "unavailable";
    }

    public void Dispose()
    {
        _verifier?.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
