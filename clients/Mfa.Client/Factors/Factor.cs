namespace Mfa.Client;

/// <summary>Something a person has enrolled, or is about to.</summary>
public sealed record Factor
{
    /// <summary>The factor's id, <c>fac_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="FactorTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>One of <see cref="FactorStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What the person knows it by.</summary>
    public string? Hint { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its first code was right.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When it was last proved.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Until it is confirmed: how the code looks, such as <c>digits-6</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Until it is confirmed: when it is dropped.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Until it is confirmed: how many tries are left.</summary>
    public int? AttemptsRemaining { get; init; }

    /// <summary>While a mail is awaited: from when it may be asked for again.</summary>
    public DateTimeOffset? ResendAvailableAt { get; init; }

    /// <summary>What became of the mail.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>What an authenticator app is set up with; only in the answer that shows it.</summary>
    public TotpSetup? Totp { get; init; }
}

/// <summary>What an authenticator app is set up with: shown once, kept nowhere.</summary>
public sealed record TotpSetup
{
    /// <summary>The secret, base32, for those who type it.</summary>
    public required string Secret { get; init; }

    /// <summary>The same as <c>otpauth://</c>.</summary>
    public required string OtpauthUri { get; init; }

    /// <summary>The same as a picture.</summary>
    public required QrCode QrCode { get; init; }

    /// <summary>The secret is not printed.</summary>
    public override string ToString() => nameof(TotpSetup);
}

/// <summary>A QR code; it holds a secret.</summary>
public sealed record QrCode
{
    /// <summary>As SVG.</summary>
    public required string Svg { get; init; }

    /// <summary>As PNG, base64.</summary>
    public required string Png { get; init; }

    /// <summary>The picture is not printed.</summary>
    public override string ToString() => nameof(QrCode);
}

/// <summary>What became of a mail.</summary>
public sealed record Delivery
{
    /// <summary>One of <see cref="DeliveryStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>What the mail server said when it refused.</summary>
    public string? SmtpReply { get; init; }

    /// <summary>Nothing more will become of it. A state that is not known here counts as settled.</summary>
    internal bool IsSettled => State is not (DeliveryStates.Queued or DeliveryStates.Deferred);
}

/// <summary>What <see cref="Delivery.State"/> says.</summary>
public static class DeliveryStates
{
    /// <summary>It waits for its turn.</summary>
    public const string Queued = "queued";

    /// <summary>A mail server has taken it.</summary>
    public const string HandedOver = "handed-over";

    /// <summary>The mail server asked to come again.</summary>
    public const string Deferred = "deferred";

    /// <summary>The mail server refused it for good.</summary>
    public const string Failed = "failed";

    /// <summary>Its code expired before it could be handed over.</summary>
    public const string Expired = "expired";
}

/// <summary>The kinds of factor.</summary>
public static class FactorTypes
{
    /// <summary>An authenticator app.</summary>
    public const string Totp = "totp";

    /// <summary>Codes by e-mail.</summary>
    public const string Email = "email";

    /// <summary>Codes on paper.</summary>
    public const string Recovery = "recovery";

    /// <summary>In challenges before a realm's date: the password alone.</summary>
    public const string None = "none";
}
