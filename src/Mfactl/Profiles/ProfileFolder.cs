using System.Text.Json;
using System.Text.RegularExpressions;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Profiles;

/// <summary>The profiles of one person, a file each.</summary>
internal sealed partial class ProfileFolder(string folder)
{
    public IEnumerable<string> Names => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal) : [];

    public Profile? Find(string name)
    {
        var file = FileOf(name);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ProfileJson.Default.Profile);
        }
        catch (JsonException unreadable)
        {
            throw Complaint.Of($"{file} can't be read: {unreadable.Message}", "mfactl profiles save writes it anew.");
        }
    }

    public async Task<string> SaveAsync(string name, Profile profile, CancellationToken stop)
    {
        var file = FileOf(name);
        await PrivateFile.ReplaceAsync(file, JsonSerializer.SerializeToUtf8Bytes(profile, ProfileJson.Default.Profile), stop);
        return file;
    }

    private string FileOf(string name) => NamePattern().IsMatch(name)
        ? Path.Combine(folder, name + ".json") : throw Complaint.Of("A profile's name is letters, digits, dashes and underscores.", "Say another --profile.");

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}\\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex NamePattern();
}
