namespace Mfa.Realms;

/// <summary>Who helps: shown on every page and in every mail of the realm.</summary>
public sealed record HelpBlock
{
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    public required string Phone { get; init; }

    public string? Email { get; init; }

    public IReadOnlyDictionary<string, Uri> Links { get; init; } = new Dictionary<string, Uri>(StringComparer.Ordinal);
}
