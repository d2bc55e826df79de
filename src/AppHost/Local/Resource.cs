using System.Globalization;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A thing the system is made of: what AppHost.cs said of it, and its ports once they are given out.</summary>
internal abstract class Resource(string name)
{
    public string Name => name;

    public int Replicas { get; set; } = 1;

    public bool HasEndpoint { get; set; }

    public int? ConfiguredPort { get; set; }

    public string? HealthPath { get; set; }

    /// <summary>Values are asked for when a process starts: an address is known only then.</summary>
    public Dictionary<string, Func<string>> Environment { get; } = new(StringComparer.Ordinal);

    public List<string> Arguments { get; } = [];

    public List<Resource> References { get; } = [];

    public List<Resource> Awaited { get; } = [];

    public List<Func<CancellationToken, Task>> ReadyCallbacks { get; } = [];

    /// <summary>One a replica; empty without an endpoint.</summary>
    public IReadOnlyList<int> Ports { get; set; } = [];

    /// <summary>The program, its arguments and its folder; the environment is common to all kinds.</summary>
    public abstract Command Command(int replica);

    /// <summary>What a resource that references this one finds in its environment: by default Aspire's service discovery.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> ForReferrers() =>
        Ports.Select((_, replica) => KeyValuePair.Create(
            string.Create(CultureInfo.InvariantCulture, $"services__{Name}__http__{replica}"),
            Url(replica)));

    public virtual Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        HealthPath is null
            ? Task.FromResult(true)
            : HttpHealth.IsHealthyAsync(new Uri(new Uri(Url(replica)), HealthPath), cancellationToken);

    public string Url(int replica) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports[replica]}");
}
