namespace Aspire.Hosting;

/// <summary>The members of Aspire's class of this name that AppHost.cs uses, with their parameters' names and order.</summary>
internal static class ResourceBuilderExtensions
{
    extension<T>(IResourceBuilder<T> builder)
        where T : Resource
    {
        public IResourceBuilder<T> WithEnvironment(string name, string? value)
        {
            builder.Resource.Environment[name] = _ => value ?? "";
            return builder;
        }

        public IResourceBuilder<T> WithEnvironment(string name, EndpointReference endpointReference)
        {
            builder.Resource.Environment[name] = _ => endpointReference.Url;
            return builder;
        }

        public IResourceBuilder<T> WithEnvironment(string name, EndpointReferenceExpression value)
        {
            builder.Resource.Environment[name] = value.Value;
            return builder;
        }

        public IResourceBuilder<T> WithArgs(params string[] args)
        {
            builder.Resource.Arguments.AddRange(args);
            return builder;
        }

        /// <summary>Without a port the resource gets a free one.</summary>
        /// <param name="env">The variable that tells it its port.</param>
        public IResourceBuilder<T> WithHttpEndpoint(int? port = null, string name = "http", string? env = null) =>
            builder.WithEndpoint(port, "http", name, env);

        /// <summary>Without a port the resource gets a free one.</summary>
        /// <param name="env">The variable that tells it its port.</param>
        public IResourceBuilder<T> WithEndpoint(int? port = null, string scheme = "tcp", string name = "tcp", string? env = null)
        {
            builder.Resource.Endpoints.Add(new Endpoint(name, port, scheme));
            return env is null ? builder : builder.WithEnvironment(env, builder.GetEndpoint(name).Property(EndpointProperty.TargetPort));
        }

        /// <summary>Every endpoint here is on the loopback address; this says which one people outside are meant to call.</summary>
        public IResourceBuilder<T> WithExternalHttpEndpoints() => builder;

        public IResourceBuilder<T> WithHttpHealthCheck(string path)
        {
            builder.Resource.HealthPath = path;
            return builder;
        }

        public IResourceBuilder<T> WithReference(IResourceBuilder<Resource> source)
        {
            builder.Resource.References.Add(source.Resource);
            return builder;
        }

        /// <param name="connectionName">What the connection string is called there; the source's name otherwise.</param>
        public IResourceBuilder<T> WithReference(IResourceBuilder<PostgresDatabaseResource> source, string? connectionName = null)
        {
            builder.Resource.Environment[$"ConnectionStrings__{connectionName ?? source.Resource.Name}"] = _ => source.Resource.ConnectionString;
            return builder;
        }

        public IResourceBuilder<T> WaitFor(IResourceBuilder<Resource> dependency)
        {
            builder.Resource.Awaited.Add(dependency.Resource.Home);
            return builder;
        }

        public EndpointReference GetEndpoint(string name) => new(builder.Resource, name);

        /// <summary>Called once, when this resource and all others are ready.</summary>
        public IResourceBuilder<T> OnResourceReady(Func<T, ResourceReadyEvent, CancellationToken, Task> callback)
        {
            var resource = builder.Resource;
            resource.ReadyCallbacks.Add(token => callback(resource, new ResourceReadyEvent(resource), token));
            return builder;
        }
    }

    /// <summary>Queues, connections and users on a web page and over HTTP.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder)
    {
        builder.Resource.Endpoints.Add(new Endpoint("management", configuredPort: null));
        return builder;
    }

    /// <summary>A database of the server, with an owner of its own.</summary>
    /// <param name="databaseName">What it is called on the server, as its owner is; <paramref name="name"/> otherwise.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.Databases.Add(database);
        return new ResourceBuilder<PostgresDatabaseResource>(database);
    }

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        builder.Resource.Replicas = replicas;
        return builder;
    }
}
