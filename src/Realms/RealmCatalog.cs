using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mfa.Realms;

/// <summary>The realms a service was deployed with, read once at start.</summary>
public sealed class RealmCatalog
{
    /// <summary>By reflection, once at start: generated code would lose the defaults of members a file leaves out.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private readonly FrozenDictionary<string, Realm> _realms;

    private RealmCatalog(IEnumerable<Realm> realms, string hash)
    {
        _realms = realms.ToFrozenDictionary(realm => realm.Id, StringComparer.Ordinal);
        Hash = hash;
    }

    /// <summary>SHA-256 over all files in the order of their realms' ids: services that differ in it must not work together.</summary>
    public string Hash { get; }

    public IEnumerable<Realm> All => _realms.Values;

    public Realm? Find(string? id) => id is not null && _realms.TryGetValue(id, out var realm) ? realm : null;

    /// <summary>Reads the files, and every <c>*.json</c> of the folders.</summary>
    /// <exception cref="RealmFileException">A file is missing, unreadable or breaks a rule; the message names each file and member.</exception>
    public static RealmCatalog Load(IEnumerable<string> paths, bool production)
    {
        var errors = new List<string>();
        var read = new SortedDictionary<string, (Realm Realm, byte[] Bytes)>(StringComparer.Ordinal);
        var places = paths.ToArray();
        foreach (var file in places.SelectMany(place => FilesOf(place, errors)))
        {
            var bytes = File.ReadAllBytes(file);
            if (Parse(file, bytes, errors) is not { } realm)
                continue;
            errors.AddRange(RealmRules.Breaches(realm, production).Select(breach => $"{file}: {breach}"));
            if (!read.TryAdd(realm.Id, (realm, bytes)))
                errors.Add($"{file}: id: {realm.Id} is already the id of another file");
        }

        if (read.Count == 0 && errors.Count == 0)
            errors.Add("no realm file (*.json) in " + string.Join(", ", places));
        return errors.Count == 0 ? new RealmCatalog(read.Values.Select(r => r.Realm), HashOf(read.Values.Select(r => r.Bytes)))
            : throw new RealmFileException(errors);
    }

    private static string[] FilesOf(string place, List<string> errors)
    {
        if (Directory.Exists(place))
            return [.. Directory.EnumerateFiles(place, "*.json").Order(StringComparer.Ordinal)];
        if (File.Exists(place))
            return [place];
        errors.Add($"{place}: the folder of realm files does not exist");
        return [];
    }

    private static Realm? Parse(string file, byte[] bytes, List<string> errors)
    {
        try
        {
            return JsonSerializer.Deserialize<Realm>(bytes, Json) ?? throw new JsonException("the file holds null");
        }
        catch (JsonException problem)
        {
            errors.Add($"{file}: {problem.Path ?? "$"}: {problem.Message}");
            return null;
        }
    }

    private static string HashOf(IEnumerable<byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(SHA256.HashData(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>One or more realm files can't be used; each line names a file, a member and what it must be.</summary>
public sealed class RealmFileException(IReadOnlyList<string> errors)
    : Exception("Realm files can't be used:" + Environment.NewLine + string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
