using System.Diagnostics;
using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>PostgreSQL's programs refuse to be root: as root they are started as Debian's user for them.</summary>
internal sealed class PostgresPrograms
{
    private const string User = "postgres";

    /// <summary>Where Debian has them, a folder a version; the programs of the server are not on its PATH.</summary>
    private const string Debians = "/usr/lib/postgresql";

    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    /// <exception cref="DistributedApplicationException">There are none.</exception>
    public static PostgresPrograms Find() => new(
        (Directory.Exists(Debians) ? Directory.EnumerateDirectories(Debians) : [])
            .Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "postgres")))
            .OrderBy(folder => folder.Length).ThenBy(folder => folder, StringComparer.Ordinal).LastOrDefault()
        ?? Path.GetDirectoryName(Programs.Find("postgres", "install it with 'apt-get install postgresql', or use ./run"))!);

    public Command Command(string program, IReadOnlyList<string> arguments, string folder) => AsUser(Path.Combine(_folder, program), arguments, folder);

    /// <summary>Gives the programs' user a folder, and the way to it: through our folders, which show nothing to who passes.</summary>
    /// <exception cref="DistributedApplicationException">A folder above ours is closed to that user.</exception>
    public static void GiveFolder(string folder, string dataFolder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            PrivateFile.CreateFolder(folder);
            return;
        }

        foreach (var ours in new[] { dataFolder, Path.GetDirectoryName(folder)! })
            File.SetUnixFileMode(ours, File.GetUnixFileMode(ours) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Run(new Command("install", ["-d", "-o", User, "-g", User, "-m", "0700", folder], "/"));
        if (TryRun(AsUser("test", ["-x", folder], "/"), out _) != 0)
            throw new DistributedApplicationException($"PostgreSQL runs as the user {User}, who can't reach {folder}: choose another folder with --data.");
    }

    /// <summary>A copy of a file that the programs' user can read.</summary>
    public static void GiveFile(string file, string to) =>
        Run(Environment.IsPrivilegedProcess ? new Command("install", ["-o", User, "-g", User, "-m", "0600", file, to], "/") : new Command("install", ["-m", "0600", file, to], "/"));

    /// <exception cref="DistributedApplicationException">It fails; with what it said.</exception>
    public static void Run(Command command, IEnumerable<string>? input = null)
    {
        var exitCode = TryRun(command, out var said, input);
        if (exitCode != 0)
            throw new DistributedApplicationException($"{string.Join(' ', command.Arguments.Prepend(command.Program))} ended with {exitCode}: {said}");
    }

    private static Command AsUser(string program, IReadOnlyList<string> arguments, string folder) => Environment.IsPrivilegedProcess
        ? new Command(
            Programs.Find("setpriv", "it comes with util-linux"),
            // Another user loses what binds it to the host's life, so that it is bound again.
            ["--reuid", User, "--regid", User, "--clear-groups", "--pdeathsig", "KILL", "--", program, .. arguments], folder)
        : new Command(program, arguments, folder);

    private static int TryRun(Command command, out string said, IEnumerable<string>? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(command.Program, command.Arguments)
        {
            WorkingDirectory = command.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        foreach (var line in input ?? [])
            process.StandardInput.WriteLine(line);
        process.StandardInput.Close();
        process.WaitForExit();
        // Both ended with the process: its output is closed.
        said = string.Concat(output.GetAwaiter().GetResult()).Trim();
        return process.ExitCode;
    }
}
