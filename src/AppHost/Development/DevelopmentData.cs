namespace Mfa.AppHost.Development;

/// <summary>The data folder of a system on a developer's machine: made at the first start, kept from then on.</summary>
internal sealed class DevelopmentData
{
    private readonly HostOptions _options;

    private DevelopmentData(HostOptions options) => _options = options;

    public string Folder => _options.DataFolder;

    public string Logs => Path.Combine(Folder, "logs");

    /// <summary>What the mailbox has received; only its owner can read it.</summary>
    public string Mails => PrivateFile.CreateFolder(Path.Combine(Folder, "mailbox"));

    public string PublicKeys => Keys("public");

    /// <summary>Whose signatures are trusted, a folder a realm.</summary>
    public string Trust => Path.Combine(Folder, "trust");

    /// <summary>Key and certificate of a person to sign as; null outside Development.</summary>
    public string? Signatory { get; private set; }

    /// <summary>What the sample portal gets; null outside Development, and with relying parties of one's own.</summary>
    public DevelopmentPortal? Portal { get; private set; }

    /// <summary>The private key of the development operator.</summary>
    public string OperatorKey => Path.Combine(Folder, "keys", DevelopmentOperator.KeyFile);

    public string RelyingPartiesFile => _options.RelyingPartiesFile ?? Path.Combine(Folder, "relying-parties.json");

    /// <summary>The development realms stand beside the program, so a moved build finds them too.</summary>
    public IReadOnlyList<string> RealmFolders => _options.Environment == "Development"
        ? [Path.Combine(AppContext.BaseDirectory, "Development", "realms"), .. _options.RealmFolders]
        : _options.RealmFolders;

    public static DevelopmentData Prepare(HostOptions options)
    {
        var data = new DevelopmentData(options);
        PrivateFile.CreateFolder(data.Folder);
        DevelopmentKeys.Create(Path.Combine(data.Folder, "keys"));
        if (options.RelyingPartiesFile is null)
            PrivateFile.WriteOnce(data.RelyingPartiesFile, () => DevelopmentRelyingParty.Create(DevelopmentOperator.CreateKey(Path.Combine(data.Folder, "keys"))));
        if (options.Environment != "Development")
            return data;
        data.Signatory = DevelopmentSignatory.Create(Path.Combine(data.Trust, DevelopmentRealms.Moldova), TimeProvider.System);
        if (options.RelyingPartiesFile is null)
            data.Portal = DevelopmentPortal.Prepare(data.Folder, data.RelyingPartiesFile, data.Signatory);
        return data;
    }

    public string Keys(string service) => Path.Combine(Folder, "keys", service);

    /// <summary>The connection string of a service's own SQLite file.</summary>
    public string Database(string service) =>
        $"Data Source={Path.Combine(PrivateFile.CreateFolder(Path.Combine(Folder, service)), service + ".db")}";
}
