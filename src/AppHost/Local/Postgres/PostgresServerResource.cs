using System.Globalization;
using System.Security.Cryptography;
using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A PostgreSQL server of the system's own: its port on the loopback address, its folder, a password for each user. Whatever else of PostgreSQL the machine has
/// is neither used nor touched.
/// </summary>
internal sealed class PostgresServerResource : Resource
{
    public const string Superuser = "postgres";

    /// <summary>Ends open sessions; SIGTERM would wait for them.</summary>
    private const int Sigint = 2;

    private readonly string _folder;

    public PostgresServerResource(string name, string folder)
        : base(name)
    {
        _folder = folder;
        Endpoints.Add(new Endpoint("tcp", configuredPort: null, scheme: "tcp"));
    }

    public List<PostgresDatabaseResource> Databases { get; } = [];

    /// <summary>The superuser's: who may see and do everything.</summary>
    public override string ConnectionString => AddressOf(Superuser);

    public string AddressOf(string user) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Endpoints[0].Ports[0]};Username={user};Password={File.ReadAllText(PasswordFile(user))}");

    public override Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        PostgresHealth.IsHealthyAsync(Endpoints[0].Ports[0], Superuser, cancellationToken);

    /// <summary>Makes the cluster where there is none yet.</summary>
    public override Command Command()
    {
        PrivateFile.CreateFolder(_folder);
        foreach (var user in Databases.Select(database => database.DatabaseName).Prepend(Superuser))
            PrivateFile.WriteOnce(PasswordFile(user), () => RandomNumberGenerator.GetHexString(64, lowercase: true));
        var programs = PostgresPrograms.Find();
        var cluster = new PostgresCluster(Path.Combine(_folder, "data"), programs);
        cluster.MakeOnce(PasswordFile(Superuser), Statements());
        return programs.Command("postgres", ["-D", cluster.Folder, .. Settings(), .. Arguments], cluster.Folder) with { StopSignal = Sigint };
    }

    private string PasswordFile(string user) => Path.Combine(_folder, $"{user}.password");

    /// <summary>One a line.</summary>
    private IEnumerable<string> Statements() => Databases.Select(database => database.DatabaseName).SelectMany(name => new[]
    {
        $"CREATE ROLE \"{name}\" LOGIN PASSWORD '{File.ReadAllText(PasswordFile(name))}'",
        $"CREATE DATABASE \"{name}\" OWNER \"{name}\"",
        $"REVOKE ALL ON DATABASE \"{name}\" FROM PUBLIC",
    });

    private string[] Settings() =>
    [
        "-c", "listen_addresses=127.0.0.1", "-c", string.Create(CultureInfo.InvariantCulture, $"port={Endpoints[0].Ports[0]}"), "-c", "unix_socket_directories=",
        "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "password_encryption=scram-sha-256",
        // A statement may hold a secret's hash, so that none is written to the log.
        "-c", "logging_collector=off", "-c", "log_min_messages=warning", "-c", "log_min_error_statement=panic", "-c", "log_parameter_max_length_on_error=0",
    ];
}
