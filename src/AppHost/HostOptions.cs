using System.Globalization;

namespace Mfa.AppHost;

/// <summary>What the command line asks for. <c>--set</c> and <c>--quiet</c> speak to the local engine alone.</summary>
internal sealed record HostOptions
{
    private const int UsualPortalPort = 8081;

    public string DataFolder { get; init; } = Path.GetFullPath(".data");

    /// <summary>Null: any free one.</summary>
    public int? GatewayPort { get; init; } = 8080;

    /// <summary>Null: any free one, as also where the gateway's is and nothing was said of the portal's.</summary>
    public int? PortalPort => (SaidPortalPort ?? (GatewayPort is null ? 0 : UsualPortalPort)) is > 0 and var port ? port : null;

    public int ChallengeReplicas { get; init; } = 1;

    /// <summary>Directory and Enrollment on a PostgreSQL server of the system's own; otherwise on a SQLite file each.</summary>
    public bool Postgres { get; init; }

    public IReadOnlyList<string> RealmFolders { get; init; } = [];

    public string? RelyingPartiesFile { get; init; }

    public IReadOnlyList<EnvironmentOverride> Overrides { get; init; } = [];

    public bool Quiet { get; init; }

    /// <summary>Null: nothing was said.</summary>
    private int? SaidPortalPort { get; init; }

    public string Environment { get; init; } =
        System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 } name ? name : "Development";

    /// <summary>Null where nothing is to be started: help was asked for (no complaint) or an argument is wrong.</summary>
    public static HostOptions? Parse(IReadOnlyList<string> args, out string? complaint)
    {
        complaint = null;
        var options = new HostOptions();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h")
                return null;

            if (args[i] == "--quiet")
            {
                options = options with { Quiet = true };
            }
            else if (i + 1 < args.Count && options.With(args[i], args[i + 1]) is { } next)
            {
                options = next;
                i++;
            }
            else
            {
                complaint = $"'{string.Join(' ', args.Skip(i).Take(2))}' is not understood.";
                return null;
            }
        }

        return options;
    }

    /// <summary>Help and 0, or the complaint and 2.</summary>
    public static int Explain(string? complaint)
    {
        if (complaint is null)
        {
            Console.Out.Write(Usage());
            return 0;
        }

        Console.Error.WriteLine($"{complaint} See --help.");
        return 2;
    }

    /// <summary>The text that ./run shows too.</summary>
    private static string Usage()
    {
        using var reader = new StreamReader(typeof(HostOptions).Assembly.GetManifestResourceStream("usage.txt")!);
        return reader.ReadToEnd();
    }

    private HostOptions? With(string name, string value) => name switch
    {
        "--data" => this with { DataFolder = Path.GetFullPath(value) },
        "--gateway-port" when Number(value, 0, 65535) is { } port => this with { GatewayPort = port == 0 ? null : port },
        "--portal-port" when Number(value, 0, 65535) is { } port => this with { SaidPortalPort = port },
        "--challenge-replicas" when Number(value, 1, 16) is { } count => this with { ChallengeReplicas = count },
        "--database" when value is "sqlite" or "postgres" => this with { Postgres = value == "postgres" },
        "--realms" => this with { RealmFolders = [.. RealmFolders, Path.GetFullPath(value)] },
        "--relying-parties" => this with { RelyingPartiesFile = Path.GetFullPath(value) },
        "--set" when EnvironmentOverride.Parse(value) is { } variable => this with { Overrides = [.. Overrides, variable] },
        _ when EngineSwitches.Contains(name) => this,
        _ => null,
    };

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
