namespace Mfa.Client.Http;

/// <summary>A page of a list, and where the next begins.</summary>
internal sealed record Page<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    public string? Next { get; init; }
}
