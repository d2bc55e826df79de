using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>The part of Aspire's builder that AppHost.cs uses.</summary>
internal sealed class DistributedApplicationBuilder(HostOptions options)
{
    private readonly List<Resource> _resources = [];

    public IResourceBuilder<RedisResource> AddRedis(string name) =>
        Add(new RedisResource(name, Path.Combine(options.DataFolder, name)));

    public IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(string name)
    {
        var folder = Path.Combine(options.DataFolder, name);
        var portMapper = new ErlangPortMapperResource($"{name}-epmd", folder);
        var broker = new RabbitMQServerResource(name, folder, portMapper, () => _resources.Where(resource => resource.References.Any(one => one.Name == name)));
        Add(portMapper);
        return Add(broker);
    }

    public IResourceBuilder<PostgresServerResource> AddPostgres(string name) =>
        Add(new PostgresServerResource(name, Path.Combine(options.DataFolder, name)));

    public IResourceBuilder<ProjectResource> AddProject(string name, string projectPath) =>
        Add(new ProjectResource(name, Path.GetFileNameWithoutExtension(projectPath)));

    public IResourceBuilder<ExecutableResource> AddExecutable(string name, string command, string workingDirectory, params string[] args) =>
        Add(new ExecutableResource(name, command, workingDirectory, args));

    public IReadOnlyList<Resource> Resources => _resources;

    public DistributedApplication Build() => new(_resources, options, HostConsole.For(_resources, options));

    private ResourceBuilder<T> Add<T>(T resource)
        where T : Resource
    {
        _resources.Add(resource);
        return new ResourceBuilder<T>(resource);
    }
}
