using System.Collections.Frozen;
using System.Globalization;

namespace Mfa.Notifier.Templates;

/// <summary>
/// The words of a frame, a line each (<c>words.txt</c>): how a day and a time of day are written (.NET's custom format), what factors are called, and what
/// happened, as a line among others.
/// </summary>
internal sealed class FrameWords
{
    /// <summary>A change of a kind that this version does not know.</summary>
    private const string OtherChange = "change.other";

    private static readonly string[] Plain = ["time", "clock", "factor.totp", "factor.email", "factor.recovery"];

    private readonly FrozenDictionary<string, string> _plain;
    private readonly FrozenDictionary<string, Template> _changes;

    private FrameWords(FrozenDictionary<string, string> plain, FrozenDictionary<string, Template> changes) => (_plain, _changes) = (plain, changes);

    /// <param name="text"><c>word = …</c>, a line each.</param>
    /// <exception cref="TemplateException">A word is missing, or a line has a placeholder that is not known.</exception>
    public static FrameWords Parse(string text)
    {
        var words = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var changes = TemplateNames.Notices.Select(notice => "change." + notice).Append(OtherChange).ToArray();
        if (Plain.Concat(changes).Where(word => !words.ContainsKey(word)).ToArray() is { Length: > 0 } missing)
            throw new TemplateException(string.Join(", ", missing.Select(word => $"the word {word} is missing ({word} = …)")));
        return new FrameWords(
            words, changes.ToFrozenDictionary(word => word, word => Template.Parse(words[word], TemplateNames.ChangePlaceholders), StringComparer.Ordinal));
    }

    public string Day(DateTimeOffset at, string locale) => at.ToString(_plain["time"], CultureInfo.GetCultureInfo(locale));

    public string TimeOfDay(DateTimeOffset at, string locale) => at.ToString(_plain["clock"], CultureInfo.GetCultureInfo(locale));

    /// <returns>Null for a factor that this version does not know.</returns>
    public string? Factor(string? factor) => factor is null ? null : _plain.GetValueOrDefault("factor." + factor);

    /// <param name="notice">The template that would tell of it alone.</param>
    public string Change(string notice, string? factor) =>
        (_changes.GetValueOrDefault("change." + notice) ?? _changes[OtherChange])
            .Render(new Dictionary<string, string?>(StringComparer.Ordinal) { ["factor"] = Factor(factor) }, text => text);
}
