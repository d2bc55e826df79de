using System.Collections.Concurrent;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mfa.Directories.Tests.Service;

/// <summary>Challenge's mailed codes as their callers see them: orders that repeat, five guesses, a right code that may be sent again.</summary>
public sealed class MailProofs
{
    public const string Code = "042917";
    public const string WrongCode = "042918";

    private static readonly DateTimeOffset End = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>By challenge; what is not here was never ordered, or is forgotten.</summary>
    public ConcurrentDictionary<string, MailedProof> Known { get; } = new();

    /// <summary>Answers the next orders instead.</summary>
    public Problem? Refusal { get; set; }

    /// <summary>By challenge: what else happens between Challenge's approval and its answer.</summary>
    public ConcurrentDictionary<string, Func<Task>> Meanwhile { get; } = new();

    /// <summary>All of an account, in the order they were ordered.</summary>
    public MailedProof[] Of(string account) => [.. Known.Values.Where(proof => proof.Order.AccountId == account).OrderBy(proof => proof.Number)];

    public MailedProof Last(string account) => Of(account)[^1];

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/mail-proofs", (MailProof order) => Refusal is { } refusal
            ? refusal : Tell(Known.GetOrAdd(order.ChallengeId, _ => new MailedProof(order, Known.Count))));
        routes.MapGet("/internal/proofs/{id}", (string id) => Known.TryGetValue(id, out var proof) ? Tell(proof) : Problem.NotFound());
        routes.MapDelete("/internal/proofs/{id}", (string id) =>
        {
            if (Known.TryGetValue(id, out var proof) && proof.Status == "pending")
                proof.Status = "canceled";
            return Results.NoContent();
        });
        routes.MapPost("/internal/proofs/{id}/resend", (string id) =>
        {
            if (!Known.TryGetValue(id, out var proof) || proof.Status != "pending")
                return new Problem(ProblemKind.ChallengeOver, "Over.");
            proof.Sent++;
            return Tell(proof);
        });
        routes.MapPost("/internal/proofs/{id}/confirm", ConfirmAsync);
    }

    private async Task<IResult> ConfirmAsync(string id, PendingProofCode code)
    {
        if (!Known.TryGetValue(id, out var proof) || proof.Status is not ("pending" or "approved"))
            return new Problem(ProblemKind.ChallengeOver, "Over.");
        if (code.Code.Reveal() != Code)
            return proof.Status == "approved" ? new Problem(ProblemKind.ChallengeOver, "Over.")
                : new Problem(ProblemKind.InvalidCode, "Wrong.").With("attemptsRemaining", --proof.AttemptsRemaining);
        proof.Status = "approved";
        if (Meanwhile.TryRemove(id, out var happens))
            await happens();
        return Results.Json(new PendingProofApproved(null, 1, null, null), InternalJson.Default.PendingProofApproved);
    }

    private static IResult Tell(MailedProof proof) => Results.Json(
        new PendingProofState(proof.Order.ChallengeId, proof.Status, 1, End.ToUnixTimeMilliseconds(), proof.AttemptsRemaining, End.ToUnixTimeMilliseconds(),
            new Delivery("queued", End, proof.Sent, null)),
        InternalJson.Default.PendingProofState);
}

public sealed class MailedProof(MailProof order, int number)
{
    public MailProof Order => order;

    public int Number => number;

    public string Status { get; set; } = "pending";

    public int AttemptsRemaining { get; set; } = 5;

    public int Sent { get; set; } = 1;
}
