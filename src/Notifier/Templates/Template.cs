using System.Text;

namespace Mfa.Notifier.Templates;

/// <summary>
/// A text with <c>{{name}}</c> and <c>{{#name}}…{{/name}}</c>, which stands only where the value is there. No logic, nothing nested in itself, no name
/// that is not known: a template that could fail fails when it is read.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<Piece> _pieces;

    private Template(IReadOnlyList<Piece> pieces) => _pieces = pieces;

    /// <exception cref="TemplateException">An unknown name, or a section that is not closed.</exception>
    public static Template Parse(string text, IReadOnlySet<string> names)
    {
        List<Piece> pieces = [];
        List<string> open = [];
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0)
                throw new TemplateException("{{ without }}");
            pieces.Add(new Piece(PieceKind.Text, text[at..start]));
            pieces.Add(PieceOf(text[(start + 2)..end], names, open));
            at = end + 2;
        }

        if (open.Count > 0)
            throw new TemplateException($"{{{{#{open[^1]}}}}} is not closed");
        pieces.Add(new Piece(PieceKind.Text, text[at..]));
        return new Template(pieces);
    }

    /// <param name="values">What is missing or null is not there.</param>
    /// <param name="encode">Makes a value fit where it stands.</param>
    public string Render(IReadOnlyDictionary<string, string?> values, Func<string, string> encode)
    {
        var rendered = new StringBuilder();
        var left = new Stack<bool>([true]);
        foreach (var (kind, text) in _pieces)
        {
            var value = kind == PieceKind.Text ? null : values.GetValueOrDefault(text);
            if (kind == PieceKind.Open)
                left.Push(left.Peek() && !string.IsNullOrEmpty(value));
            else if (kind == PieceKind.Close)
                left.Pop();
            else if (left.Peek())
                rendered.Append(kind == PieceKind.Text ? text : encode(value ?? ""));
        }

        return rendered.ToString();
    }

    private static Piece PieceOf(string tag, IReadOnlySet<string> names, List<string> open)
    {
        var kind = tag switch
        {
            ['#', ..] => PieceKind.Open,
            ['/', ..] => PieceKind.Close,
            _ => PieceKind.Value,
        };
        var name = kind == PieceKind.Value ? tag : tag[1..];
        if (!names.Contains(name))
            throw new TemplateException($"{{{{{tag}}}}} is not a known placeholder ({string.Join(", ", names.Order(StringComparer.Ordinal))})");
        if (kind == PieceKind.Open)
            open.Add(name);
        if (kind == PieceKind.Close && (open.Count == 0 || open[^1] != name))
            throw new TemplateException($"{{{{{tag}}}}} closes nothing");
        if (kind == PieceKind.Close)
            open.RemoveAt(open.Count - 1);
        return new Piece(kind, name);
    }

    private enum PieceKind
    {
        Text,
        Value,
        Open,
        Close,
    }

    private readonly record struct Piece(PieceKind Kind, string Text);
}

/// <summary>A template can't be used; the message says what is wrong with it, and once it is known, in which file.</summary>
internal sealed class TemplateException(string message) : Exception(message);
