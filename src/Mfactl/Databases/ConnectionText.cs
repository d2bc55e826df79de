using System.CommandLine;
using System.Data.Common;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Databases;

/// <summary>A database's connection string: on the command line as long as no password stands in it, else in a file or the environment.</summary>
internal sealed class ConnectionText(string name, string what)
{
    private const string Variable = "MFACTL_DATABASE";

    private readonly Option<string> _told = new($"--{name}")
    {
        Description = $"{what}: its connection string, as the service has it. One with a password goes into a file: @FILE.",
        HelpName = "TEXT|@FILE",
    };

    public Option Option => _told;

    /// <exception cref="Complaint">There is none, or one with a password that others on this machine can read.</exception>
    public string Read(Run run)
    {
        var told = run.Get(_told) ?? (name == "database" ? run.Terminal.Variable(Variable) : null);
        if (string.IsNullOrWhiteSpace(told))
            throw Complaint.Of("Which database?", $"Say --{name} \"Data Source=FILE\", --{name} @FILE" + (name == "database" ? $", or set {Variable}." : "."));
        if (told.StartsWith('@'))
            return File.Exists(told[1..])
                ? File.ReadAllText(told[1..]).Trim() : throw Complaint.Of($"There is no file {told[1..]}.", "Put the connection string into it.");
        if (run.Get(_told) is not null && HasPassword(told))
            throw Complaint.Of(
                "The command line has a password in it, where others on this machine and your shell's history see it.",
                $"Put the connection string into a file of yours and say --{name} @FILE.");
        return told;
    }

    private static bool HasPassword(string text)
    {
        try
        {
            var words = new DbConnectionStringBuilder { ConnectionString = text };
            return words.ContainsKey("Password") || words.ContainsKey("Pwd");
        }
        catch (ArgumentException)
        {
            throw Complaint.Of("That is no connection string.", "For SQLite: Data Source=FILE; for PostgreSQL: Host=…;Database=…;Username=…");
        }
    }
}
