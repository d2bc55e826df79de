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

    /// <returns>Null: there is none of that path.</returns>
    public PortalRealm? Find(string? path) => path is null ? null : _byPath.GetValueOrDefault(path);

    /// <returns>The realm a request is about: that of its path.</returns>
    public PortalRealm? Of(HttpContext context) => Find(context.Request.RouteValues["realm"] as string) ?? ByReportPath(context.Request.Path);

    private PortalRealm? ByReportPath(string? path) => _byPath.Values.FirstOrDefault(realm => realm.ReportPath == path);
}
