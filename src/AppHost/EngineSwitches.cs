namespace Mfa.AppHost;

/// <summary>What the engine itself asks for: the local one nothing. Its other side is <c>EngineSwitches.FullFeed.cs</c>.</summary>
internal static class EngineSwitches
{
    /// <summary>Whether the engine understands this of the command line.</summary>
    public static bool Contains(string name) => false;

    /// <summary>What a service needs to be started as it was built with this host.</summary>
    public static IResourceBuilder<ProjectResource> AsBuilt(this IResourceBuilder<ProjectResource> service) => service;
}
