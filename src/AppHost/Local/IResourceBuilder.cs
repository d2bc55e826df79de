namespace Aspire.Hosting.ApplicationModel;

/// <summary>Covariant, as Aspire's: a builder of a project is also one of a resource.</summary>
internal interface IResourceBuilder<out T>
    where T : Resource
{
    T Resource { get; }
}

internal sealed class ResourceBuilder<T>(T resource) : IResourceBuilder<T>
    where T : Resource
{
    public T Resource => resource;
}
