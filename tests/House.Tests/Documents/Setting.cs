namespace Mfa.House.Tests.Documents;

/// <summary>Something the product reads from its configuration.</summary>
/// <param name="Name">With colons; <c>N</c> counts, <c>NAME</c> is somebody's name.</param>
/// <param name="Project">The project under src that reads it.</param>
/// <param name="Default">In words for a person; <c>–</c> without one.</param>
internal sealed record Setting(string Name, string Project, string Default);
