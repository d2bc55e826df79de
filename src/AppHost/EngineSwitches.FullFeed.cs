namespace Mfa.AppHost;

/// <summary>What the engine itself asks for: Aspire its way to publish, and the build it starts. Its other side is <c>EngineSwitches.cs</c>.</summary>
internal static class EngineSwitches
{
    /// <summary>Whether the engine understands this of the command line; each takes a value.</summary>
    public static bool Contains(string name) => name is "--operation" or "--publisher" or "--step" or "--output-path" or "--log-level" or "--environment";

    /// <summary>
    /// Aspire starts a service by <c>dotnet run</c>, which takes properties from the environment: so it finds what was built with this host, and five of
    /// them do not build the same libraries at once.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AsBuilt(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("FullFeed", "true").WithEnvironment("AppHostEngine", "Aspire").WithEnvironment("BuildProjectReferences", "false");
}
