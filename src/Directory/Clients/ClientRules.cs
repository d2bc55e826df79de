using System.Text.RegularExpressions;
using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Clients;

/// <summary>What may stand in a client's record. The words for what may not are for people who write such a record.</summary>
internal static partial class ClientRules
{
    public const int LongestName = 100;
    public const int MostKeys = 5;

    private const int MostRealms = 100;
    private const int MostServices = 200;
    private const int MostOpenChallenges = 100;

    public static readonly string[] RelyingPartyScopes = [Scopes.Challenge, Scopes.Enroll, Scopes.Directory];
    public static readonly string[] OperatorScopes = [Scopes.Operate, Scopes.Audit];
    public static readonly string[] Factors = ["totp", "email", "recovery", "none"];
    public static readonly string[] Levels = ["mfa:1", "mfa:2", "mfa:3"];

    public static readonly RelyingPartyPolicy NoPolicy = new([], null, null);

    /// <summary>A person's own client, which runs the system or reads it, and never is a relying party too.</summary>
    public static bool IsOperators(IEnumerable<string> scopes) => scopes.Any(OperatorScopes.Contains);

    public static RequestErrors CheckClientName(this RequestErrors errors, string? name) => errors.Allow("/name", name, LongestName)
        .When(name is not null && (string.IsNullOrWhiteSpace(name) || name.Any(c => c is '\u2028' or '\u2029')), "/name", "A name of one line.");

    public static RequestErrors CheckRealms(this RequestErrors errors, IReadOnlyList<string>? realms) => errors.When(
        realms is not null && (realms.Count is < 1 or > MostRealms || realms.Distinct(StringComparer.Ordinal).Count() != realms.Count),
        "/realms", $"1 to {MostRealms} realms, each once.");

    public static RequestErrors CheckScopes(this RequestErrors errors, IReadOnlyList<string>? scopes)
    {
        if (scopes is null)
            return errors;
        string[] known = IsOperators(scopes) ? OperatorScopes : RelyingPartyScopes;
        return errors.When(scopes.Count == 0 || scopes.Distinct(StringComparer.Ordinal).Count() != scopes.Count || scopes.Except(known, StringComparer.Ordinal).Any(),
            "/scopes", $"Of a relying party: {string.Join(", ", RelyingPartyScopes)}; of an operator's own client: {string.Join(", ", OperatorScopes)}. Each once, never of both.");
    }

    public static RequestErrors CheckPolicy(this RequestErrors errors, RelyingPartyPolicy? policy)
    {
        if (policy is null)
            return errors;
        var factors = (IReadOnlyList<string?>?)policy.Factors ?? [];
        return errors
            .When(factors.Count == 0 || factors.Distinct(StringComparer.Ordinal).Count() != factors.Count || factors.Any(factor => !Factors.Contains(factor)),
                "/policy/factors", $"One or more of {string.Join(", ", Factors)}, each once.")
            .When(policy.MinimumAcr is not null && !Levels.Contains(policy.MinimumAcr), "/policy/minimumAcr", $"{string.Join(", ", Levels)} or null.")
            .When(policy.MaxOpenChallenges is < 1 or > MostOpenChallenges, "/policy/maxOpenChallenges", $"1 to {MostOpenChallenges}, or null.");
    }

    /// <summary>What the members must be to each other.</summary>
    public static RequestErrors CheckWhole(this RequestErrors errors, RelyingParty client) => !IsOperators(client.Scopes) ? errors : errors
        .When(client.Keys.Count == 0, "/jwks", "An operator shows a key: at least one is needed.")
        .When(client.Services.Count > 0, "/services", "An operator's client has none.")
        .When(client.Policy.Factors.Count > 0, "/policy", "An operator's client has none.")
        .When(client.MayVouchForEmail, "/mayVouchForEmail", "Only a relying party vouches.");

    /// <summary>A name in the default language of each of the client's realms is always asked for: whoever has none in his own reads that one.</summary>
    public static RequestErrors CheckServices(
        this RequestErrors errors, IReadOnlyList<RegisteredService?>? services, IEnumerable<string> realms, RealmCatalog catalog)
    {
        var deployed = realms.Select(catalog.Find).OfType<Realm>().ToArray();
        string[] locales = [.. deployed.SelectMany(realm => realm.Locales).Distinct(StringComparer.Ordinal)];
        string[] needed = [.. deployed.Select(realm => realm.DefaultLocale).Distinct(StringComparer.Ordinal)];
        errors.When(services?.Count > MostServices, "/services", $"At most {MostServices} services.");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (place, service) in (services ?? []).Take(MostServices).Index())
        {
            errors.When(service?.Key is null || !ServiceKey().IsMatch(service.Key), $"/services/{place}/key", "1 to 64 lower-case letters, digits, dots and dashes.")
                .When(service?.Key is { } key && !keys.Add(key), $"/services/{place}/key", "The same key stands before.");
            var names = service?.Names;
            errors.When(names is null || names.Keys.Except(locales, StringComparer.Ordinal).Any() || needed.Any(locale => !names.ContainsKey(locale)),
                $"/services/{place}/names", $"A name per locale: {string.Join(", ", needed)} are needed, {string.Join(", ", locales)} are known.")
                .When(names?.Values.Any(name => string.IsNullOrWhiteSpace(name) || new RequestErrors().Allow("", name, LongestName).Any) is true,
                    $"/services/{place}/names", $"Names of one line, at most {LongestName} characters.");
        }

        return errors;
    }

    /// <summary>Reads a client's keys.</summary>
    /// <returns>The keys as they are kept; null when none were told.</returns>
    public static IReadOnlyList<ClientKey>? ReadKeys(this RequestErrors errors, ClientKeySet? told)
    {
        if (told is null)
            return null;
        errors.When(told.Keys is null || told.Keys.Count > MostKeys, "/jwks/keys", $"At most {MostKeys} keys.");
        var read = new List<ClientKey>();
        foreach (var (place, key) in (told.Keys ?? []).Take(MostKeys).Index())
        {
            if (key?.Read() is not { } kept)
                errors.Add($"/jwks/keys/{place}", "A public key for ES256: kty EC, crv P-256, x and y of 32 bytes in base64url; use sig, alg ES256 and kid may be left out.");
            else if (read.Exists(other => other.Kid == kept.Kid || other.X == kept.X))
                errors.Add($"/jwks/keys/{place}", "The same key or kid stands before.");
            else
                read.Add(kept);
        }

        return read;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex ServiceKey();
}
