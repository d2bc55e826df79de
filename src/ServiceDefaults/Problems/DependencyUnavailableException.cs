namespace Mfa.ServiceDefaults.Problems;

/// <summary>Something this service needs did not answer in its time; becomes 503 <c>dependency-unavailable</c>.</summary>
/// <param name="dependency">A word for it, as an operator knows it: <c>database</c>, <c>challenge-redis</c>, a service's name.</param>
public sealed class DependencyUnavailableException(string dependency, Exception? inner = null)
    : Exception($"The {dependency} does not answer.", inner)
{
    public string Dependency { get; } = dependency;
}
