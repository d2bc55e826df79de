using System.CommandLine;

namespace Mfa.Mfactl;

/// <summary>A command with examples in its help, carried out with whatever its failure is told in one way.</summary>
internal sealed class ConsoleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    public ConsoleCommand Does(Func<Run, CancellationToken, Task> deed)
    {
        SetAction(async (parsed, stop) =>
        {
            using var run = new Run(parsed, ((ConsoleRoot)parsed.RootCommandResult.Command).Terminal);
            return await run.CarryOutAsync(deed, stop);
        });
        return this;
    }
}
