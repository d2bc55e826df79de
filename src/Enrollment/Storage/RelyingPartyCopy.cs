namespace Mfa.Enrollments.Storage;

/// <summary>What Enrollment keeps of a relying party: enough to refuse an access token the moment its client is changed or disabled.</summary>
internal sealed class RelyingPartyCopy
{
    public required string Id { get; init; }

    public required string Status { get; init; }

    public required int ClientVersion { get; init; }
}
