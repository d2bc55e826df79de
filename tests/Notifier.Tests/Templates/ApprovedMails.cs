using Mfa.Notifier.Templates;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>The mails as they were read and approved: a folder of files that anybody can open.</summary>
internal sealed class ApprovedMails(string folder)
{
    /// <summary>Set to 1, the files are written anew; what changed is then read in the commit.</summary>
    private const string Update = "MFA_UPDATE_MAILS";

    private const string HowTo = $"Read the change; if it is meant, renew the files with ./test mails ({Update}=1) and commit them.";

    public static IReadOnlyDictionary<string, string> FilesOf(string realm, string locale, string name, RenderedMail mail) => new Dictionary<string, string>
    {
        [Path.Combine(realm, $"{name}.{locale}.txt")] = $"Subject: {mail.Subject}\n\n{mail.Text}\n",
        [Path.Combine(realm, $"{name}.{locale}.html")] = mail.Html + "\n",
    };

    /// <returns>What is not as approved, in words; empty when all is.</returns>
    public IEnumerable<string> Differences(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            var file = Path.Combine(folder, name);
            if (!File.Exists(file))
                yield return $"{file} is missing: nobody approved this mail. {HowTo}";
            else if (FirstDifference(File.ReadAllText(file), text) is { } difference)
                yield return $"{file}, {difference} {HowTo}";
        }
    }

    public static bool IsUpdate => Environment.GetEnvironmentVariable(Update) == "1";

    /// <returns>Files of mails that there are not, in words.</returns>
    public IEnumerable<string> Leftovers(IEnumerable<string> names) => FilesBut(names).Select(file => $"{file} belongs to no mail. {HowTo}");

    public void Clear(IEnumerable<string> names) => FilesBut(names).ForEach(File.Delete);

    public void Write(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            var file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    private List<string> FilesBut(IEnumerable<string> names) =>
        [.. (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
            .Except(names.Select(name => Path.Combine(folder, name)), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? FirstDifference(string approved, string rendered)
    {
        if (approved == rendered)
            return null;
        var (one, other) = (approved.Split('\n'), rendered.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(one.Length, other.Length)).FirstOrDefault(line => one[line] != other[line], Math.Min(one.Length, other.Length));
        return $"line {at + 1}: approved is «{one.ElementAtOrDefault(at)}», the mail says «{other.ElementAtOrDefault(at)}».";
    }
}
