using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mfa.Enrollments.Tests.Neighbours;

/// <summary>Challenge as its routes promise it: sessions, proofs of pending apps with real codes, versions that raise.</summary>
internal sealed class ChallengeDouble(TestKeys keys) : Neighbour("challenge", keys)
{
    private readonly ConcurrentDictionary<string, Proof> _proofs = new();

    /// <summary>Good tokens by class and text.</summary>
    public ConcurrentDictionary<(string Class, string Token), Session> Tokens { get; } = new();

    public ConcurrentDictionary<string, VersionRaise> Versions { get; } = new();

    /// <summary>Answers a confirm in the place of a judgement, when a test says so.</summary>
    public Func<PendingProof, Problem?>? Refuse { get; set; }

    /// <summary>Runs between the approval and its answer.</summary>
    public Func<PendingProof, Task>? Approving { get; set; }

    public PendingProof OrderOf(string factorId) => _proofs.Values.Single(proof => proof.Order.FactorId == factorId).Order;

    public bool Knows(string challengeId) => _proofs.ContainsKey(challengeId);

    public void LoseProofs() => _proofs.Clear();

    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/tokens/check", (TokenCheck check) =>
            Tokens.TryGetValue((check.Class, check.Token.Reveal()), out var session) && session.Realm == check.Realm && session.AccountId == check.AccountId
                && session.RelyingParty == check.RelyingParty && IsCurrent(session)
                ? TypedResults.Ok(session) : (IResult)new Problem(ProblemKind.InvalidToken, "It is not good."));
        routes.MapPost("/internal/proofs", (PendingProof order) =>
            IsCurrent(order.Session) ? TypedResults.Ok(_proofs.GetOrAdd(order.ChallengeId, _ => new Proof(order)).State())
                : (IResult)new Problem(ProblemKind.InvalidToken, "It is not good."));
        routes.MapGet("/internal/proofs/{id}", (string id) =>
            _proofs.TryGetValue(id, out var proof) ? TypedResults.Ok(proof.State()) : (IResult)Problem.NotFound());
        routes.MapDelete("/internal/proofs/{id}", (string id) =>
        {
            _proofs.TryRemove(id, out _);
            return TypedResults.NoContent();
        });
        routes.MapPost("/internal/proofs/{id}/confirm", ConfirmAsync);
        routes.MapPut("/internal/factor-sets/{id}/version", (string id, VersionRaise raise) =>
        {
            Versions.AddOrUpdate(id, raise, (_, known) => known.Number < raise.Number ? raise : known);
            return TypedResults.NoContent();
        });
    }

    private async Task<IResult> ConfirmAsync(string id, PendingProofCode code)
    {
        if (!_proofs.TryGetValue(id, out var proof))
            return Problem.NotFound();
        if (Refuse?.Invoke(proof.Order) is { } refusal)
            return refusal;
        if (!IsCurrent(proof.Order.Session))
            return new Problem(ProblemKind.ChallengeOver, "It is over.");
        if (!proof.IsRight(code.Code.Reveal(), Keys))
            return new Problem(ProblemKind.InvalidCode, "The code is wrong.").With("attemptsRemaining", JsonValue.Create(proof.Spend()));
        if (Approving is { } approving)
            await approving(proof.Order);
        return TypedResults.Ok(new PendingProofApproved(
            proof.Step, proof.ApprovedAt, proof.Order.Nonce is null ? null : new DisclosedText("assertion-" + id), StepUpOf(proof.Order.Session, id)));
    }

    private DisclosedText StepUpOf(Session session, string id)
    {
        Tokens[("step-up", "step-up-" + id)] = session with { Factor = "enrol" };
        return new DisclosedText("step-up-" + id);
    }

    private bool IsCurrent(Session session) =>
        !Versions.TryGetValue(session.AccountId, out var current) || current.Number <= session.FactorVersion || current.By == session.Id;

    private sealed class Proof(PendingProof order)
    {
        private readonly long _createdAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        private int _attempts;
        private string? _code;

        public PendingProof Order => order;

        public long Step { get; private set; }

        public long ApprovedAt { get; private set; }

        public PendingProofState State() =>
            new(order.ChallengeId, _code is null ? "pending" : "approved", _createdAt, _createdAt + order.LifeSeconds * 1000L, 5 - _attempts);

        public int Spend() => 5 - Interlocked.Increment(ref _attempts);

        /// <summary>Opens what Enrollment sealed for Challenge, and makes the code of the current step or of one beside it.</summary>
        public bool IsRight(string code, TestKeys keys)
        {
            lock (this)
            {
                if (_code is not null)
                    return _code == code;
                var session = order.Session;
                var secret = keys.Folder().SymmetricKeys("cache").Open(
                    Convert.FromBase64String(order.Secret), CachedSecret.AssociatedData(session.Realm, session.AccountId, order.FactorId));
                var now = TimeProvider.System.GetUtcNow();
                var current = now.ToUnixTimeSeconds() / order.PeriodSeconds;
                var match = new[] { current, current - 1, current + 1 }.FirstOrDefault(step => Rfc6238.Code(secret, step, order.Algorithm, order.Digits) == code, -1);
                if (match < 0)
                    return false;
                (_code, Step, ApprovedAt) = (code, match, now.ToUnixTimeMilliseconds());
                return true;
            }
        }
    }
}
