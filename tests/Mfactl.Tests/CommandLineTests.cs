using System.CommandLine;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Tests;

/// <summary>How the console is spoken to, whatever the command.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData()]
    [InlineData("keys")]
    [InlineData("key", "create")]
    [InlineData("realms", "validate")]
    [InlineData("realms", "validate", "x.json", "--secret", "abc")]
    public async Task WhatIsNotUnderstoodEndsWithTwoAndShowsTheWayToHelp(params string[] arguments)
    {
        using var desk = new Desk();

        var said = (await desk.RunAsync(arguments)).Ended(2);

        Assert.Empty(said.Output);
        Assert.Contains("--help", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryCommandThatDoesSomethingShowsExamplesOfItself()
    {
        using var desk = new Desk();
        var commands = Doing(CommandLine.Build(Terminal.OfProcess()), []).ToArray();

        Assert.NotEmpty(commands);
        foreach (var names in commands)
        {
            var help = (await desk.RunAsync([.. names, "--help"])).Ended(0).Output;
            Assert.Contains("Examples:", help, StringComparison.Ordinal);
            Assert.Contains($"  mfactl {string.Join(' ', names)}", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TheShellIsToldWhatMayFollow()
    {
        using var desk = new Desk();

        Assert.Contains("validate", (await desk.RunAsync("[suggest:14]", "mfactl realms ")).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnArgumentThatBeginsWithAnAtSignIsNoFileOfArguments()
    {
        using var desk = new Desk();
        var file = desk.Write("arguments", "--help");

        Assert.Contains($"@{file}: ", (await desk.RunAsync("realms", "validate", "@" + file)).Ended(1).Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string[]> Doing(Command command, string[] names) =>
        command.Subcommands.SelectMany(under => under.Subcommands.Count > 0 ? Doing(under, [.. names, under.Name]) : [[.. names, under.Name]]);
}
