using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where people and relying parties reach a resource; services among themselves use the address.</summary>
internal sealed class EndpointReference(Resource resource, string scheme)
{
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{resource.Ports[0]}");
}

internal sealed record ResourceReadyEvent(Resource Resource);
