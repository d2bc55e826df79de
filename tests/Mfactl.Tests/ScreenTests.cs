using System.Text.Json.Nodes;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Tests;

/// <summary>Tables for people, a document for scripts.</summary>
public sealed class ScreenTests
{
    private static readonly JsonObject List = new() { ["items"] = new JsonArray(new JsonObject { ["id"] = "acc_1", ["name"] = "Kiss Éva", ["realms"] = new JsonArray("a", "b") }) };

    private static Column[] Columns => [Column.Of("Id", "id"), Column.Of("Name", "name"), Column.Of("Realms", "realms"), Column.Of("None", "none.at.all")];

    [Fact]
    public void APersonSeesATableWithAFrame()
    {
        var shown = Show((screen, _) => screen.ShowList(List, Columns), isSeen: true);

        Assert.Contains("│ acc_1 │ Kiss Éva │ a, b", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void OffATerminalALineIsALineWithoutColours()
    {
        var shown = Show((screen, _) => screen.Show(new JsonObject { ["id"] = new string('x', 500) }));

        Assert.Contains(new string('x', 500), shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', shown);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public void WhoWantsNoColoursGetsNone(string variable, string value)
    {
        var shown = Show((screen, _) => screen.ShowList(List, Columns), isSeen: true, variable: name => name == variable ? value : null);

        Assert.DoesNotContain('\e', shown);
    }

    [Fact]
    public void AScriptGetsTheWholeDocument()
    {
        var shown = Show((screen, _) => screen.ShowList(List, Column.Of("Id", "id")), asJson: true);

        Assert.True(JsonNode.DeepEquals(List, JsonNode.Parse(shown)));
        Assert.Contains("Kiss Éva", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatOthersWroteMovesNoCursor()
    {
        var shown = Show((screen, _) => screen.Show(new JsonObject { ["name"] = "\u001b[2J[red]x[/]" }), isSeen: true, variable: name => name == "NO_COLOR" ? "1" : null);

        Assert.DoesNotContain('\e', shown);
        Assert.Contains("[red]x[/]", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyListIsSaidAndNotShown()
    {
        var error = new StringWriter();
        var shown = Show((screen, _) => screen.ShowList(new JsonObject { ["items"] = new JsonArray() }, Columns), error: error);

        Assert.Equal("", shown);
        Assert.Contains("none", error.ToString(), StringComparison.Ordinal);
    }

    private static string Show(Action<Screen, Terminal> show, bool asJson = false, bool isSeen = false, Func<string, string?>? variable = null, StringWriter? error = null)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(TextReader.Null, output, error ?? new StringWriter(), variable ?? (_ => null), TimeProvider.System) { IsSeen = isSeen };
        show(new Screen(terminal, asJson), terminal);
        return output.ToString();
    }
}
