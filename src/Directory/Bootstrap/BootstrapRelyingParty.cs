using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.Realms;

namespace Mfa.Directories.Bootstrap;

/// <summary>A relying party as the development file tells it.</summary>
internal sealed partial record BootstrapRelyingParty(
    string? Id, string? Name, string? Secret, IReadOnlyList<string>? Realms, IReadOnlyList<string>? Scopes, IReadOnlyList<RegisteredService>? Services,
    RelyingPartyPolicy? Policy, bool MayVouchForEmail)
{
    private const int ShortestSecret = 32;
    private static readonly string[] KnownScopes = ["mfa.challenge", "mfa.enroll", "mfa.directory"];
    private static readonly string[] KnownFactors = ["totp", "email", "recovery", "none"];
    private static readonly string[] KnownLevels = ["mfa:1", "mfa:2", "mfa:3"];

    /// <exception cref="InvalidOperationException">The file can't be used; the message names it and each wrong member.</exception>
    public static IReadOnlyList<BootstrapRelyingParty> Read(string file, RealmCatalog realms)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file), BootstrapJson.Default.IReadOnlyListBootstrapRelyingParty) ?? [];
            var errors = read.SelectMany((one, place) => one.Errors(realms).Select(error => $"{file}: [{place}].{error}")).ToArray();
            return errors.Length == 0 ? read : throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        }
        catch (Exception problem) when (problem is JsonException or IOException)
        {
            throw new InvalidOperationException($"Bootstrap:RelyingPartiesFile {file} can't be read: {problem.Message}", problem);
        }
    }

    public RelyingParty ToRelyingParty() => new()
    {
        Id = Id!,
        Name = Name!,
        Realms = Realms!,
        Scopes = Scopes!,
        Services = Services ?? [],
        Policy = Policy!,
        MayVouchForEmail = MayVouchForEmail,
    };

    private IEnumerable<string> Errors(RealmCatalog realms)
    {
        if (Id is null || !IdPattern().IsMatch(Id))
            yield return "id: rp_ and up to 60 lower-case letters and digits";
        if (string.IsNullOrWhiteSpace(Name))
            yield return "name: required";
        if (Secret is not { Length: >= ShortestSecret })
            yield return $"secret: at least {ShortestSecret} characters";
        foreach (var realm in Realms?.Where(realm => realms.Find(realm) is null) ?? [])
            yield return $"realms: {realm} is not deployed";
        if (Realms is not { Count: > 0 } || Scopes is not { Count: > 0 } || Policy is null)
            yield return "realms, scopes, policy: required";
        foreach (var scope in Scopes?.Except(KnownScopes, StringComparer.Ordinal) ?? [])
            yield return $"scopes: {scope} is not a relying party's";
        foreach (var factor in Policy?.Factors?.Except(KnownFactors, StringComparer.Ordinal) ?? ["(missing)"])
            yield return $"policy.factors: {factor} is not a factor";
        if (Policy?.MinimumAcr is { } level && !KnownLevels.Contains(level))
            yield return "policy.minimumAcr: mfa:1, mfa:2, mfa:3 or null";
        if (Policy?.MaxOpenChallenges is < 1)
            yield return "policy.maxOpenChallenges: at least 1";
    }

    [GeneratedRegex("^rp_[a-z0-9_-]{1,60}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdPattern();
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(IReadOnlyList<BootstrapRelyingParty>))]
internal sealed partial class BootstrapJson : JsonSerializerContext;
