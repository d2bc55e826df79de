using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on, one a replica; given out before anything starts.</summary>
internal sealed class Endpoint(string name, int? configuredPort, string scheme = "http")
{
    public string Name => name;

    /// <summary>Null: any free one.</summary>
    public int? ConfiguredPort => configuredPort;

    public IReadOnlyList<int> Ports { get; set; } = [];

    public string Url(int replica) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{Ports[replica]}");
}
