namespace Mfa.Client;

/// <summary>Asks for a mail that shows whether mails arrive.</summary>
public sealed record TestMailRequest
{
    /// <summary>The realm whose words it has.</summary>
    public required string Realm { get; init; }

    /// <summary>Where it goes.</summary>
    public required string To { get; init; }

    /// <summary>Its language; the realm's own unless it is given.</summary>
    public string? Locale { get; init; }
}

/// <summary>A mail that was sent to try.</summary>
public sealed record TestMail
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What became of it so far.</summary>
    public Delivery? Delivery { get; init; }
}
