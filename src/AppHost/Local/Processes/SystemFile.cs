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
        var redis = resource as RedisResource;
        return new Entry(
            resource.Name,
            supervisor.Replica,
            supervisor.ProcessId,
            resource.HasEndpoint ? resource.Ports[supervisor.Replica] : null,
            resource.HasEndpoint && redis is null ? resource.Url(supervisor.Replica) : null,
            redis?.ConnectionString,
            supervisor.LogFile);
    }

    private sealed record Content(int HostPid, string Data, IReadOnlyList<Entry> Resources);

    private sealed record Entry(string Name, int Replica, int? Pid, int? Port, string? Url, string? ConnectionString, string Log);
}
