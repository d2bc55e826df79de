using System.Text;

namespace Mfa.Notifier.Templates;

/// <summary>
/// A text with <c>{{name}}</c>; <c>{{#name}}…{{/name}}</c>, which stands only where the value is there; <c>{{^name}}…{{/name}}</c>, which stands only where it
/// is not; and for a name that has rows <c>{{#rows}}…{{/rows}}</c>, once a row. No logic, no name that is not known: a template that could fail fails when it
/// is read.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<Piece> _pieces;

    private Template(IReadOnlyList<Piece> pieces) => _pieces = pieces;

    /// <param name="rows">Which names repeat, and what is known inside them besides.</param>
    /// <exception cref="TemplateException">An unknown name, or a section that is not closed.</exception>
    public static Template Parse(string text, IReadOnlySet<string> names, IReadOnlyDictionary<string, IReadOnlySet<string>>? rows = null)
    {
        var sections = new Stack<(PieceKind Kind, string Name, List<Piece> Inside)>([(PieceKind.Section, "", [])]);
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0)
                throw new TemplateException("{{ without }}");
            sections.Peek().Inside.Add(new Piece(PieceKind.Text, text[at..start], []));
            Take(text[(start + 2)..end], sections, name => names.Contains(name) || rows is not null
                && (rows.ContainsKey(name) || sections.Any(section => rows.TryGetValue(section.Name, out var inside) && inside.Contains(name))));
            at = end + 2;
        }

        if (sections.Count > 1)
            throw new TemplateException($"{{{{{Mark(sections.Peek().Kind)}{sections.Peek().Name}}}}} is not closed");
        var pieces = sections.Peek().Inside;
        pieces.Add(new Piece(PieceKind.Text, text[at..], []));
        return new Template(pieces);
    }

    /// <param name="values">What is missing or null is not there.</param>
    /// <param name="encode">Makes a value fit where it stands.</param>
    /// <param name="rows">Of the names that repeat: what each row adds to the values.</param>
    public string Render(
        IReadOnlyDictionary<string, string?> values, Func<string, string> encode,
        IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>>? rows = null)
    {
        var rendered = new StringBuilder();
        Append(_pieces, values);
        return rendered.ToString();

        void Append(IReadOnlyList<Piece> pieces, IReadOnlyDictionary<string, string?> known)
        {
            foreach (var (kind, text, inside) in pieces)
            {
                if (kind == PieceKind.Text)
                    rendered.Append(text);
                else if (kind == PieceKind.Value)
                    rendered.Append(encode(known.GetValueOrDefault(text) ?? ""));
                else if (kind == PieceKind.Section && rows?.GetValueOrDefault(text) is { } repeated)
                    Repeat(repeated, inside, known);
                else if (string.IsNullOrEmpty(known.GetValueOrDefault(text)) == (kind == PieceKind.Inverse))
                    Append(inside, known);
            }
        }

        void Repeat(IReadOnlyList<IReadOnlyDictionary<string, string?>> repeated, IReadOnlyList<Piece> inside, IReadOnlyDictionary<string, string?> known)
        {
            foreach (var row in repeated)
                Append(inside, known.Concat(row).ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal));
        }
    }

    private static void Take(string tag, Stack<(PieceKind Kind, string Name, List<Piece> Inside)> sections, Predicate<string> isKnown)
    {
        var name = tag is ['#' or '^' or '/', .. var rest] ? rest : tag;
        if (!isKnown(name))
            throw new TemplateException($"{{{{{tag}}}}} is not a known placeholder here");
        if (name == tag)
        {
            sections.Peek().Inside.Add(new Piece(PieceKind.Value, name, []));
        }
        else if (tag[0] != '/')
        {
            sections.Push((tag[0] == '#' ? PieceKind.Section : PieceKind.Inverse, name, []));
        }
        else
        {
            if (sections.Peek().Name != name)
                throw new TemplateException($"{{{{{tag}}}}} closes nothing");
            var (kind, _, inside) = sections.Pop();
            sections.Peek().Inside.Add(new Piece(kind, name, inside));
        }
    }

    private static char Mark(PieceKind kind) => kind == PieceKind.Inverse ? '^' : '#';

    private enum PieceKind
    {
        Text,
        Value,
        Section,
        Inverse,
    }

    private sealed record Piece(PieceKind Kind, string Text, IReadOnlyList<Piece> Inside);
}

/// <summary>A template can't be used; the message says what is wrong with it, and once it is known, in which file.</summary>
internal sealed class TemplateException(string message) : Exception(message);
