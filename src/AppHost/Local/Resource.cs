using System.Globalization;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A thing the system is made of: what AppHost.cs said of it, and its ports once they are given out.</summary>
internal abstract class Resource(string name)
{
    public string Name => name;

    public int Replicas { get; set; } = 1;

    /// <summary>The first one is asked for its health.</summary>
    public List<Endpoint> Endpoints { get; } = [];

    public string? HealthPath { get; set; }

    /// <summary>Values are asked for when a replica starts: an address is known only then.</summary>
    public Dictionary<string, Func<int, string>> Environment { get; } = new(StringComparer.Ordinal);

    public List<string> Arguments { get; } = [];

    /// <summary>The resource whose process this one lives in.</summary>
    public virtual Resource Home => this;

    public List<Resource> References { get; } = [];

    public List<Resource> Awaited { get; } = [];

    public List<Func<CancellationToken, Task>> ReadyCallbacks { get; } = [];

    /// <summary>The program, its arguments and its folder; the environment is common to all kinds.</summary>
    /// <exception cref="DistributedApplicationException">The program is missing.</exception>
    public abstract Command Command();

    /// <summary>For programs that look into a store of the system; null where there is none.</summary>
    public virtual string? ConnectionString => null;

    /// <summary>What a resource that references this one finds in its environment: by default Aspire's service discovery.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> ForReferrer(Resource referrer) =>
        from endpoint in Endpoints
        from replica in Enumerable.Range(0, Replicas)
        select KeyValuePair.Create(
            string.Create(CultureInfo.InvariantCulture, $"services__{Name}__{endpoint.Name}__{replica}"),
            endpoint.Url(replica));

    public virtual Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        HealthPath is null
            ? Task.FromResult(true)
            : HttpHealth.IsHealthyAsync(new Uri(new Uri(Endpoints[0].Url(replica)), HealthPath), cancellationToken);
}
