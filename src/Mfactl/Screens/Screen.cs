using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Mfa.Mfactl.Screens;

/// <summary>What a command shows: tables for people, one JSON document for scripts. What it says on the way goes to the error stream.</summary>
internal sealed class Screen(Terminal terminal, bool asJson)
{
    /// <summary>Off a terminal nothing is broken or cut: an id stays one word of one line.</summary>
    private const int Endless = 10_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => asJson;

    /// <summary>One thing, a line a member.</summary>
    public void Show(JsonNode thing)
    {
        if (asJson)
            Write(thing);
        else
            Write(NewTable("", ""), Lines(thing, ""));
    }

    /// <summary>Many things of one kind, a line each.</summary>
    /// <param name="list">An object with <c>items</c>.</param>
    public void ShowList(JsonObject list, params Column[] columns)
    {
        if (asJson)
        {
            Write(list);
            return;
        }

        var items = list["items"]!.AsArray();
        if (items.Count == 0)
            Say("There are none.");
        else
            Write(NewTable([.. columns.Select(column => column.Heading)]), items.Select(item => columns.Select(column => Text(column.Value(item!))).ToArray()));
    }

    /// <summary>One sentence for people; scripts get the document.</summary>
    public void Show(JsonNode document, string sentence)
    {
        if (asJson)
            Write(document);
        else
            terminal.Out.WriteLine(sentence);
    }

    /// <summary>Said beside the answer, never in it.</summary>
    public void Say(string sentence) => terminal.Error.WriteLine(Harmless(sentence));

    /// <summary>How far something long is, on the error stream: a bar for people, nothing for scripts.</summary>
    /// <param name="work">Calls what it is given with how much is done, and of how much.</param>
    public async Task ShowProgressAsync(string what, Func<Action<long, long>, Task> work)
    {
        if (!terminal.IsSeen)
        {
            await work((_, _) => { });
            return;
        }

        await For(terminal, terminal.Error).Progress().StartAsync(async context =>
        {
            var bar = context.AddTask(Markup.Escape(what));
            await work((done, total) => (bar.MaxValue, bar.Value) = (Math.Max(total, 1), done));
        });
    }

    private void Write(JsonNode document) => terminal.Out.WriteLine(document.ToJsonString(Indented));

    private void Write(Table table, IEnumerable<string[]> rows)
    {
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => new Text(Harmless(cell)))]);
        For(terminal, terminal.Out).Write(table);
    }

    private Table NewTable(params string[] headings)
    {
        var table = new Table { Border = terminal.IsSeen ? TableBorder.Rounded : TableBorder.None, ShowHeaders = headings.Any(heading => heading.Length > 0) };
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        return table;
    }

    private static IEnumerable<string[]> Lines(JsonNode? node, string path) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(member => Lines(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray items when items.Any(item => item is JsonObject or JsonArray) =>
            items.SelectMany((item, place) => Lines(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{place}]"))),
        _ => [[path, Text(node)]],
    };

    private static string Text(JsonNode? value) => value switch
    {
        null => "–",
        JsonArray { Count: 0 } or JsonObject { Count: 0 } => "–",
        JsonArray items => string.Join(", ", items.Select(Text)),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    /// <summary>What others wrote moves no cursor and colours nothing here.</summary>
    private static string Harmless(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) && letter is not '\n' ? '\uFFFD' : letter));

    private static IAnsiConsole For(Terminal terminal, TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.HasColours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.HasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal.IsSeen ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal.IsSeen)
            console.Profile.Width = Endless;
        return console;
    }
}
