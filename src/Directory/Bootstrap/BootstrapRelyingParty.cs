using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.Realms;

namespace Mfa.Directories.Bootstrap;

/// <summary>A relying party as the development file tells it.</summary>
internal sealed partial record BootstrapRelyingParty(
    string? Id, string? Name, string? Secret, IReadOnlyList<string>? Realms, IReadOnlyList<string>? Scopes, IReadOnlyList<RegisteredService>? Services,
    RelyingPartyPolicy? Policy, bool MayVouchForEmail, ClientKeySet? Jwks = null)
{
    private const int ShortestSecret = 32;

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
        Keys = [.. Jwks?.Keys?.Select(key => key!.Read()!) ?? []],
    };

    private IEnumerable<string> Errors(RealmCatalog realms)
    {
        if (Id is null || !IdPattern().IsMatch(Id))
            yield return "id: rp_ and up to 60 lower-case letters and digits";
        if (string.IsNullOrWhiteSpace(Name))
            yield return "name: required";
        if (Jwks is null && Secret is not { Length: >= ShortestSecret })
            yield return $"secret: at least {ShortestSecret} characters";
        if (Jwks is not null && (Secret is not null || Jwks.Keys is not { Count: > 0 } keys || keys.Any(key => key?.Read() is null)))
            yield return "jwks: public P-256 keys, and no secret beside them";
        foreach (var realm in Realms?.Where(realm => realms.Find(realm) is null) ?? [])
            yield return $"realms: {realm} is not deployed";
        if (Realms is not { Count: > 0 } || Scopes is not { Count: > 0 } || Policy is null)
            yield return "realms, scopes, policy: required";
        foreach (var scope in Scopes?.Except(Jwks is not null && ClientRules.IsOperators(Scopes) ? ClientRules.OperatorScopes : ClientRules.RelyingPartyScopes, StringComparer.Ordinal) ?? [])
            yield return $"scopes: {scope} is not a relying party's, and an operator's stand alone beside jwks";
        foreach (var factor in Policy?.Factors?.Except(ClientRules.Factors, StringComparer.Ordinal) ?? ["(missing)"])
            yield return $"policy.factors: {factor} is not a factor";
        if (Policy?.MinimumAcr is { } level && !ClientRules.Levels.Contains(level))
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
