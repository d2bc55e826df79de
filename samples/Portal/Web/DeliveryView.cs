using Mfa.Client;
using Mfa.Samples.Portal.Realms;

namespace Mfa.Samples.Portal.Web;

/// <summary>What <c>Pages/Shared/_Delivery</c> shows of a mail that brings a code.</summary>
/// <param name="Hint">Where it goes, mostly hidden.</param>
/// <param name="ResendAvailableAt">From when it may be asked for again.</param>
/// <param name="ExpiresAt">Until when its code can be used.</param>
internal sealed record DeliveryView(PortalRealm Realm, string? Hint, Delivery? Delivery, DateTimeOffset? ResendAvailableAt, DateTimeOffset? ExpiresAt)
{
    /// <returns>Null: no address waits for its code, or the code can't be used any more.</returns>
    public static DeliveryView? Of(PortalRealm realm, PendingEmail? pending, DateTimeOffset now) =>
        pending is { AttemptsRemaining: > 0 } && pending.ExpiresAt > now
            ? new(realm, pending.Hint, pending.Delivery, pending.ResendAvailableAt, pending.ExpiresAt) : null;
}
