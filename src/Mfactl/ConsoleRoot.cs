using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl;

/// <summary>The command above all commands: the options that every one has, and help that ends with examples.</summary>
internal sealed class ConsoleRoot : RootCommand
{
    public ConsoleRoot(Terminal terminal)
        : base("The operators' console of Mfa. It speaks to the public API with an operator's own key; bootstrap, database and audit verify open a database.")
    {
        Terminal = terminal;
        foreach (var option in new Option[] { Json, Profile, Url, ClientId, Key })
        {
            option.Recursive = true;
            Add(option);
        }

        var help = Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    public Terminal Terminal { get; }

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON document on the output, for scripts." };

    public Option<string> Profile { get; } =
        new("--profile") { Description = "Whose address, client id and key to use (MFACTL_PROFILE; default).", HelpName = "NAME" };

    public Option<string> Url { get; } = new("--url") { Description = "The service's address (MFACTL_URL).", HelpName = "URL" };

    public Option<string> ClientId { get; } = new("--client-id") { Description = "The operator's client id (MFACTL_CLIENT_ID).", HelpName = "rp_…" };

    public Option<string> Key { get; } = new("--key") { Description = "The file of the operator's private key (MFACTL_KEY).", HelpName = "FILE" };

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var exit = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ConsoleCommand { Examples: { Count: > 0 } examples })
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var example in examples)
                    output.WriteLine($"  {example}");
                output.WriteLine();
            }

            return exit;
        }
    }
}
