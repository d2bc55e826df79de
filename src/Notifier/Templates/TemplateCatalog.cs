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
        // A frame has words in place of a subject.
        var subject = isFrame ? null : Parse(Path.Combine(folder, "subject.txt"), TemplateNames.Placeholders, errors);
        var words = isFrame ? Read(Path.Combine(folder, "words.txt"), FrameWords.Parse, errors) : null;
        return text is null || html is null || (isFrame ? words is null : subject is null) ? null : new MailTemplate(subject, text, html, words);
    }

    private static Template? Parse(string file, IReadOnlySet<string> names, List<string> errors) =>
        Read(file, text => Template.Parse(text, names, TemplateNames.Rows), errors);

    private static T? Read<T>(string file, Func<string, T> parse, List<string> errors)
        where T : class
    {
        try
        {
            return parse(ReadText(file));
        }
        catch (Exception problem) when (problem is TemplateException or IOException or DecoderFallbackException)
        {
            errors.Add($"{file}: {problem.Message}");
            return null;
        }
    }

    /// <summary>UTF-8 and nothing else: an accent in another encoding would only be seen by the person.</summary>
    private static string ReadText(string file) =>
        File.ReadAllText(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)).ReplaceLineEndings("\n").TrimEnd('\n');
}

/// <param name="Subject">Null for a frame.</param>
/// <param name="Words">Of a frame alone.</param>
internal sealed record MailTemplate(Template? Subject, Template Text, Template Html, FrameWords? Words);
