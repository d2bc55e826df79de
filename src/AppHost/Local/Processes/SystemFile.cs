using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mfa.AppHost.Local;

/// <summary>
/// <c>system.json</c>: what runs and where, for programs that call the system, and tests that pause or kill a part of it.
/// It is there while the system is ready, and says the truth again after a restart.
/// </summary>
internal sealed class SystemFile(string folder)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string _path = Path.Combine(folder, "system.json");

    public void Write(IEnumerable<Supervisor> supervisors)
    {
        var content = new Content(Environment.ProcessId, folder, [.. supervisors.Select(Describe)]);
        PrivateFile.Write(_path, JsonSerializer.Serialize(content, Format));
    }

    public void Delete() => File.Delete(_path);

    private static Entry Describe(Supervisor supervisor)
    {
        var resource = supervisor.Resource;
        var urls = resource is not RedisResource && resource.Endpoints.Count > 0
            ? resource.Endpoints.ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.Url(supervisor.Replica))
            : null;
        return new Entry(
            resource.Name,
            supervisor.Replica,
            supervisor.ProcessId,
            resource.Endpoints.FirstOrDefault()?.Ports[supervisor.Replica],
            urls?.Values.First(),
            urls,
            resource.ConnectionString,
            supervisor.LogFile);
    }

    private sealed record Content(int HostPid, string Data, IReadOnlyList<Entry> Resources);

    /// <param name="Url">The first endpoint's, as <paramref name="Port"/> is.</param>
    /// <param name="Endpoints">All of them by name.</param>
    private sealed record Entry(
        string Name,
        int Replica,
        int? Pid,
        int? Port,
        string? Url,
        IReadOnlyDictionary<string, string>? Endpoints,
        string? ConnectionString,
        string Log);
}
