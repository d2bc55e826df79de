using System.Globalization;

namespace Mfa.AppHost.Local;

/// <summary>What a process is told, in Aspire's names; all else it inherits from the host, the OTLP exporter's settings among it.</summary>
internal static class ProcessEnvironment
{
    public static Dictionary<string, string> Of(Resource resource, int replica, IEnumerable<EnvironmentOverride> overrides)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_SERVICE_NAME"] = resource.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = string.Create(CultureInfo.InvariantCulture, $"service.instance.id={resource.Name}-{replica}"),
        };
        if (resource is ProjectResource && resource.Endpoints.Count > 0)
            variables["ASPNETCORE_URLS"] = string.Join(';', resource.Endpoints.Select(endpoint => endpoint.Url(replica)));
        foreach (var (name, value) in resource.References.SelectMany(reference => reference.ForReferrer(resource)))
            variables[name] = value;
        foreach (var (name, value) in resource.Environment)
            variables[name] = value(replica);
        foreach (var one in overrides.Where(one => one.Concerns(resource.Name, replica)))
            variables[one.Key] = one.Value;
        return variables;
    }
}
