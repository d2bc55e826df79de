using System.Security.Cryptography;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Templates;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Mfa.Notifier.Tests;

/// <summary>Keys, realms and templates as the service has them, and orders as Challenge makes them.</summary>
internal sealed class Rig : IDisposable
{
    /// <summary>They don't change, and are read once for all tests.</summary>
    private static readonly RealmCatalog Deployed = RealmCatalog.Load([Path.Combine(AppContext.BaseDirectory, "realms"), Path.Combine(Checkout.Root, "tests", "realms")], production: false);
    private static readonly TemplateCatalog Shipped = TemplateCatalog.Load(TemplateFolder, Deployed);

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("mfa-keys-");

    public Rig()
    {
        File.WriteAllText(Path.Combine(_keys.FullName, "mail-1.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        using var access = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(_keys.FullName, "access-1.pem"), access.ExportSubjectPublicKeyInfoPem());
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Keys:Path", _keys.FullName), new("Keys:PublicPath", _keys.FullName)]).Build();
        Keys = new KeyFolder(configuration, new Development());
        Sealed = new SealedMail(Keys.SymmetricKeys(SealedMail.Key));
        Composer = new MailComposer(Keys, Realms, Templates);
    }

    public static string TemplateFolder => Path.Combine(AppContext.BaseDirectory, "templates");

    public string KeyPath => _keys.FullName;

    public KeyFolder Keys { get; }

    public SealedMail Sealed { get; }

    public RealmCatalog Realms => Deployed;

    public TemplateCatalog Templates => Shipped;

    public MailComposer Composer { get; }

    public SendMail Order(
        string address = "kata@example.hu", string realm = "hu-ugyfelkapu", string template = "sign-in-code", string locale = "hu", string code = "482917",
        string? name = "Kiss Kata", int lifeSeconds = 600, bool isNotice = false, IReadOnlyDictionary<string, string>? service = null, string? id = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var subject = id ?? OpaqueId.New(isNotice ? "evt_" : "chl_");
        var content = new MailContent
        {
            At = now,
            Code = isNotice ? null : new DisclosedText(code),
            LifeSeconds = isNotice ? null : lifeSeconds,
            Service = service ?? new Dictionary<string, string> { ["hu"] = "EESZT Lakossági Portál", ["en"] = "EESZT" },
            ReportToken = isNotice ? null : new DisclosedText("report.token+/="),
            Factor = isNotice ? "totp" : null,
        };
        return new SendMail
        {
            MailId = subject + ".1",
            Realm = realm,
            Template = template,
            AccountId = "acc_one",
            ChallengeId = isNotice ? null : subject,
            SessionIdentifier = isNotice ? null : "731",
            Recipient = Sealed.Seal(new MailRecipient(address, name, locale, "kata"), realm, "acc_one"),
            Content = Sealed.Seal(content, realm, subject),
            CreatedAt = now,
            ExpiresAt = now + (lifeSeconds * 1000L),
        };
    }

    public void Dispose() => _keys.Delete(recursive: true);

    private sealed class Development : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "notifier";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
