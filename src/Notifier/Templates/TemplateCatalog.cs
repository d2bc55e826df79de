using System.Collections.Frozen;
using System.Text;
using Mfa.Realms;

namespace Mfa.Notifier.Templates;

/// <summary>
/// All mails in all languages, read once at start: <c>{realm}/{name}/{locale}/</c>, and <c>default/{name}/{locale}/</c> where the realm has none of its
/// own. A new language or realm is a folder.
/// </summary>
internal sealed class TemplateCatalog
{
    private const string Fallback = "default";

    private readonly FrozenDictionary<(string Realm, string Name, string Locale), MailTemplate> _templates;

    private TemplateCatalog(Dictionary<(string, string, string), MailTemplate> templates) => _templates = templates.ToFrozenDictionary();

    /// <exception cref="TemplateException">A template is missing, unreadable or names what there is not; the message tells each file.</exception>
    public static TemplateCatalog Load(string root, RealmCatalog realms)
    {
        List<string> errors = [];
        Dictionary<(string, string, string), MailTemplate> templates = [];
        Dictionary<string, MailTemplate?> read = new(StringComparer.Ordinal);
        foreach (var realm in realms.All)
        {
            foreach (var (name, locale) in TemplateNames.All.Append(TemplateNames.Frame).SelectMany(name => realm.Locales.Select(locale => (name, locale))))
            {
                string[] folders = [Path.Combine(root, realm.Id, name, locale), Path.Combine(root, Fallback, name, locale)];
                if (folders.FirstOrDefault(Directory.Exists) is not { } folder)
                    errors.Add($"{folders[0]}: the realm {realm.Id} has the locale {locale}, but no template {name} in it, and {folders[1]} does not exist either");
                else if ((read.TryGetValue(folder, out var known) ? known : read[folder] = Read(folder, name, errors)) is { } template)
                    templates[(realm.Id, name, locale)] = template;
            }
        }

        return errors.Count == 0 ? new TemplateCatalog(templates)
            : throw new TemplateException("Mail templates can't be used:" + Environment.NewLine + string.Join(Environment.NewLine, errors.Distinct()));
    }

    public bool Has(string realm, string name) => TemplateNames.All.Contains(name) && _templates.Keys.Any(key => key.Realm == realm);

    public MailTemplate Find(string realm, string name, string locale) => _templates[(realm, name, locale)];

    private static MailTemplate? Read(string folder, string name, List<string> errors)
    {
        var isFrame = name == TemplateNames.Frame;
        var names = isFrame ? TemplateNames.FramePlaceholders : TemplateNames.Placeholders;
        var text = Parse(Path.Combine(folder, "body.txt"), names, errors);
        var html = Parse(Path.Combine(folder, "body.html"), names, errors);
        // A frame has words in place of a subject: how times are written, what factors are called.
        var subject = isFrame ? null : Parse(Path.Combine(folder, "subject.txt"), TemplateNames.Placeholders, errors);
        var words = isFrame ? Words(Path.Combine(folder, "words.txt"), errors) : FrozenDictionary<string, string>.Empty;
        return text is null || html is null || (subject is null && !isFrame) ? null : new MailTemplate(subject, text, html, words);
    }

    private static Template? Parse(string file, IReadOnlySet<string> names, List<string> errors)
    {
        try
        {
            return Template.Parse(ReadText(file), names);
        }
        catch (Exception problem) when (problem is TemplateException or IOException or DecoderFallbackException)
        {
            errors.Add($"{file}: {problem.Message}");
            return null;
        }
    }

    private static FrozenDictionary<string, string> Words(string file, List<string> errors)
    {
        var words = File.Exists(file)
            ? ReadText(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
                .Where(pair => pair.Length == 2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
            : FrozenDictionary<string, string>.Empty;
        foreach (var word in MailTemplate.Words.Where(word => !words.ContainsKey(word)))
            errors.Add($"{file}: the word {word} is missing ({word} = …)");
        return words;
    }

    /// <summary>UTF-8 and nothing else: an accent in another encoding would only be seen by the person.</summary>
    private static string ReadText(string file) =>
        File.ReadAllText(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)).ReplaceLineEndings("\n").TrimEnd('\n');
}

/// <param name="Subject">Null for a frame.</param>
/// <param name="OwnWords">Of a frame; <see cref="Words"/> tells which.</param>
internal sealed record MailTemplate(Template? Subject, Template Text, Template Html, FrozenDictionary<string, string> OwnWords)
{
    /// <summary><c>time</c>: how a time is written (.NET's custom format); <c>factor.*</c>: what a factor is called inside a sentence.</summary>
    public static readonly string[] Words = ["time", "factor.totp", "factor.email", "factor.recovery"];
}
