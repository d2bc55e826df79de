using System.Collections.Frozen;

namespace Mfa.Challenges.Factors;

/// <summary>The factors there are, by name. A pending app's own codes (<c>enrol</c>) are judged as an app's.</summary>
internal sealed class FactorCatalog(IEnumerable<IFactor> factors)
{
    private readonly FrozenDictionary<string, IFactor> _byName = factors.ToFrozenDictionary(factor => factor.Name, StringComparer.Ordinal);

    public IFactor? Find(string? name) => name is not null && _byName.TryGetValue(name, out var factor) ? factor : null;

    public IFactor For(string kind) => _byName[kind == "enrol" ? FactorNames.Totp : kind];
}
