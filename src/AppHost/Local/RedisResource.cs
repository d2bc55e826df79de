using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server of the system's own: its port, its folder, its password, one restricted user.</summary>
internal sealed class RedisResource : Resource
{
    /// <summary>
    /// The client knows no user but the default one, so that one is restricted: its own keys, and no command that could empty,
    /// copy or reconfigure the store. The client reads a key of its own when it connects.
    /// </summary>
    private const string Permissions =
        "~mfa:* %R~__Booksleeve_TieBreak resetchannels "
        + "-@all +@read +@write +@connection +@scripting +@transaction -@dangerous "
        + "-function -fcall -fcall_ro -script|flush +time +info +config|get";

    private readonly string _folder;

    public RedisResource(string name, string folder)
        : base(name)
    {
        _folder = folder;
        Endpoints.Add(new Endpoint("tcp", configuredPort: null, scheme: "redis"));
    }

    public override string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},password={Password}");

    private int Port => Endpoints[0].Ports[0];

    private string Password
    {
        get
        {
            var file = Path.Combine(PrivateFile.CreateFolder(_folder), "password");
            PrivateFile.WriteOnce(file, () => RandomNumberGenerator.GetHexString(64, lowercase: true));
            return File.ReadAllText(file);
        }
    }

    public override IEnumerable<KeyValuePair<string, string>> ForReferrer(Resource referrer) =>
        [KeyValuePair.Create($"ConnectionStrings__{Name}", ConnectionString)];

    public override Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        RedisHealth.IsHealthyAsync(Port, Password, cancellationToken);

    public override Command Command()
    {
        var server = Programs.Find("redis-server", "install it with 'apt-get install redis-server', or use ./run");
        var configuration = Path.Combine(PrivateFile.CreateFolder(_folder), "redis.conf");
        PrivateFile.Write(configuration, Configuration());
        return new Command(server, [configuration, .. Arguments], _folder);
    }

    // The password stands in the file as its hash, and not at all on the command line, which every user can read.
    private string Configuration()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Password)));
        return string.Create(CultureInfo.InvariantCulture, $"""
            bind 127.0.0.1
            port {Port}
            dir "{_folder}"
            databases 1
            save ""
            enable-debug-command no
            user default on #{hash} {Permissions}

            """);
    }
}
