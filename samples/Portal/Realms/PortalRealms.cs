using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Mfa.Samples.Portal.Realms;

/// <summary>The realms of the section <c>Realms</c>.</summary>
internal sealed class PortalRealms
{
    private readonly FrozenDictionary<string, PortalRealm> _byPath;

    public PortalRealms(IOptions<List<PortalRealm>> realms) =>
        _byPath = realms.Value.ToFrozenDictionary(realm => realm.Path, StringComparer.Ordinal);

    public IEnumerable<PortalRealm> All => _byPath.Values.OrderBy(realm => realm.Path, StringComparer.Ordinal);

    /// <returns>The realm whose page a path is: by its first segment, or as where the links of its mails lead. Null: it is no realm's.</returns>
    public PortalRealm? Of(PathString path) =>
        path.Value?.Split('/', 3) is ["", var first, ..] && _byPath.TryGetValue(first, out var realm) ? realm
            : _byPath.Values.FirstOrDefault(one => one.ReportPath == path.Value);
}
