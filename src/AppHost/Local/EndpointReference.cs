using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint as another part of the description names it, before its port is known.</summary>
internal sealed class EndpointReference(Resource resource, string name)
{
    /// <summary>Where people and relying parties reach it; services among themselves use the address.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Endpoint.Ports[0]}");

    public Endpoint Endpoint => resource.Endpoints.Single(endpoint => endpoint.Name == name);

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);
}

internal sealed record EndpointReferenceExpression(EndpointReference Endpoint, EndpointProperty Property)
{
    public string Value(int replica) => Property switch
    {
        EndpointProperty.Host => "127.0.0.1",
        EndpointProperty.Port => Endpoint.Endpoint.Ports[0].ToString(CultureInfo.InvariantCulture),
        _ => Endpoint.Endpoint.Ports[replica].ToString(CultureInfo.InvariantCulture),
    };
}

internal enum EndpointProperty
{
    Host,

    /// <summary>Where others reach it.</summary>
    Port,

    /// <summary>The port that the replica itself listens on.</summary>
    TargetPort,
}
