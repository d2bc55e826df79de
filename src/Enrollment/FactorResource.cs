using System.Text.Json.Serialization;
using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Enrollments;

/// <summary>A factor as relying parties read it; the members with an end belong to one that is not confirmed yet.</summary>
/// <param name="Type"><c>totp</c> or <c>email</c>.</param>
/// <param name="Status"><c>proof-required</c>, <c>pending</c>, <c>active</c> or <c>disabled</c>.</param>
internal sealed record FactorResource(
    string Id, string Type, string Status, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>What the next code looks like: <c>digits-6</c> or <c>digits-8</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AttemptsRemaining { get; init; }

    /// <summary>Of a mailed code: when it may be sent again; absent when it can't be any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ResendAvailableAt { get; init; }

    /// <summary>Of a mailed code: what became of its mail.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Delivery? Delivery { get; init; }

    /// <summary>What the app is set up with: in the answer that showed the secret, and in no other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TotpSetup? Totp { get; init; }

    public static FactorResource Of(Factor factor) =>
        new(factor.Id, factor.Type, factor.Status, factor.Hint, factor.CreatedAt, factor.ConfirmedAt, factor.LastUsedAt);

    /// <param name="proof">Null: it is over, or lost with the code store, and takes no further code.</param>
    public static FactorResource OfPending(Factor factor, PendingProofState? proof) => Of(factor) with
    {
        Format = $"digits-{(factor.Status == FactorStatus.ProofRequired ? FactorTypes.EmailDigits : factor.Digits)}",
        ExpiresAt = factor.ExpiresAt,
        AttemptsRemaining = proof?.AttemptsRemaining ?? 0,
        ResendAvailableAt = proof?.ResendAvailableAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        Delivery = proof?.Delivery,
    };
}

/// <summary>Reads a factor, and of an unconfirmed one how its proof stands with Challenge.</summary>
internal sealed class FactorReader(ChallengeClient challenge)
{
    public async Task<FactorResource> ReadAsync(Factor factor, CancellationToken stop)
    {
        if (!factor.IsUnconfirmed)
            return FactorResource.Of(factor);
        var proof = await challenge.GetProofAsync(factor.Realm, factor.ChallengeId, stop);
        if (proof.Problem is { Kind.Status: >= StatusCodes.Status500InternalServerError })
            throw new DependencyUnavailableException("challenge");
        return FactorResource.OfPending(factor, proof.Value);
    }
}
