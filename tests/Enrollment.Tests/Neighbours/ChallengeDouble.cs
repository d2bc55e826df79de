using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mfa.Enrollments.Tests.Neighbours;

/// <summary>Challenge as its routes promise it: sessions, proofs of pending apps and of mailed codes, versions that raise.</summary>
internal sealed class ChallengeDouble(TestKeys keys) : Neighbour("challenge", keys)
{
    private readonly ConcurrentDictionary<string, Proof> _proofs = new();
    private readonly ConcurrentDictionary<string, bool> _canceled = new();

    /// <summary>Good tokens by class and text.</summary>
    public ConcurrentDictionary<(string Class, string Token), Session> Tokens { get; } = new();

    public ConcurrentDictionary<string, VersionRaise> Versions { get; } = new();

    /// <summary>Answers a confirm or the order of a mail in the place of a judgement, when a test says so.</summary>
    public Func<string, Problem?>? Refuse { get; set; }

    /// <summary>Runs before the proof of an app is begun.</summary>
    public Func<Task>? Beginning { get; set; }

    /// <summary>Runs between the approval and its answer.</summary>
    public Func<string, Task>? Approving { get; set; }

    public PendingProof OrderOf(string factorId) => _proofs.Values.OfType<AppProof>().Single(proof => proof.Order.FactorId == factorId).Order;

    public MailProof MailOf(string factorId) => MailedFor(factorId).Order;

    /// <summary>The code of the one mail that went out for the factor.</summary>
    public string MailedCode(string factorId) => MailedFor(factorId).Code;

    public int MailsOf(string factorId) => MailedFor(factorId).Sent;

    public IEnumerable<MailProof> MailsTo(string accountId) => _proofs.Values.OfType<MailedProof>().Select(proof => proof.Order).Where(order => order.AccountId == accountId);

    public void Deliver(string factorId, Delivery delivery) => MailedFor(factorId).Delivery = delivery;

    public bool Knows(string challengeId) => _proofs.ContainsKey(challengeId);

    public void LoseProofs() => _proofs.Clear();

    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/tokens/check", (TokenCheck check) =>
            Tokens.TryGetValue((check.Class, check.Token.Reveal()), out var session) && session.Realm == check.Realm && session.AccountId == check.AccountId
                && session.RelyingParty == check.RelyingParty && IsCurrent(session)
                ? TypedResults.Ok(session) : (IResult)new Problem(ProblemKind.InvalidToken, "It is not good."));
        routes.MapPost("/internal/proofs", async (PendingProof order) =>
        {
            if (Beginning is { } beginning)
                await beginning();
            return Begin(order.Session, order.ChallengeId, () => new AppProof(order, Keys));
        });
        routes.MapPost("/internal/mail-proofs", (MailProof order) =>
            Refuse?.Invoke(order.ChallengeId) ?? Begin(order.Session!, order.ChallengeId, () => new MailedProof(order)));
        routes.MapGet("/internal/proofs/{id}", (string id) =>
            _proofs.TryGetValue(id, out var proof) ? TypedResults.Ok(proof.State()) : (IResult)Problem.NotFound());
        routes.MapDelete("/internal/proofs/{id}", (string id) =>
        {
            if (_proofs.TryRemove(id, out _))
                _canceled[id] = true;
            return TypedResults.NoContent();
        });
        routes.MapPost("/internal/proofs/{id}/confirm", ConfirmAsync);
        routes.MapPost("/internal/proofs/{id}/resend", (string id) =>
            Refuse?.Invoke(id) ?? (_proofs.TryGetValue(id, out var proof) && proof is MailedProof mail
                ? TypedResults.Ok(mail.Resend()) : (IResult)new Problem(ProblemKind.ChallengeOver, "It is over.")));
        routes.MapPut("/internal/factor-sets/{id}/version", (string id, VersionRaise raise) =>
        {
            Versions.AddOrUpdate(id, raise, (_, known) => known.Number < raise.Number ? raise : known);
            return TypedResults.NoContent();
        });
    }

    private MailedProof MailedFor(string factorId) => _proofs.Values.OfType<MailedProof>().Single(proof => proof.Order.FactorId == factorId);

    private IResult Begin(Session session, string id, Func<Proof> make) =>
        IsCurrent(session) ? TypedResults.Ok(_proofs.GetOrAdd(id, _ => make()).State()) : new Problem(ProblemKind.InvalidToken, "It is not good.");

    private async Task<IResult> ConfirmAsync(string id, PendingProofCode code)
    {
        if (!_proofs.TryGetValue(id, out var proof))
            return _canceled.ContainsKey(id) ? new Problem(ProblemKind.ChallengeOver, "It is over.") : Problem.NotFound();
        if (Refuse?.Invoke(id) is { } refusal)
            return refusal;
        if (!IsCurrent(proof.Session))
            return new Problem(ProblemKind.ChallengeOver, "It is over.");
        if (!proof.IsRight(code.Code.Reveal()))
            return new Problem(ProblemKind.InvalidCode, "The code is wrong.").With("attemptsRemaining", JsonValue.Create(proof.Spend()));
        if (Approving is { } approving)
            await approving(id);
        return TypedResults.Ok(new PendingProofApproved(proof.Step, proof.ApprovedAt,
            proof.Nonce is null ? null : new DisclosedText("assertion-" + id), proof.Kind is { } kind ? StepUpOf(proof.Session, id, kind) : null));
    }

    private DisclosedText StepUpOf(Session session, string id, string kind)
    {
        Tokens[("step-up", "step-up-" + id)] = session with { Factor = kind };
        return new DisclosedText("step-up-" + id);
    }

    private bool IsCurrent(Session session) =>
        !Versions.TryGetValue(session.AccountId, out var current) || current.Number <= session.FactorVersion || current.By == session.Id;

    private abstract class Proof(string id, Session session, int life)
    {
        private int _attempts;
        private string? _code;

        public Session Session => session;

        public abstract string? Nonce { get; }

        /// <summary>What a step-up token says was proved; null: the proof yields none.</summary>
        public abstract string? Kind { get; }

        public long? Step { get; private set; }

        public long ApprovedAt { get; private set; }

        protected long CreatedAt { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        public virtual PendingProofState State() =>
            new(id, _code is null ? "pending" : "approved", CreatedAt, CreatedAt + life * 1000L, 5 - _attempts, null, null);

        public int Spend() => 5 - Interlocked.Increment(ref _attempts);

        public bool IsRight(string code)
        {
            lock (this)
            {
                if (_code is not null)
                    return _code == code;
                if (!Matches(code, out var step))
                    return false;
                (_code, Step, ApprovedAt) = (code, step, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
                return true;
            }
        }

        protected abstract bool Matches(string code, out long? step);
    }

    private sealed class AppProof(PendingProof order, TestKeys keys) : Proof(order.ChallengeId, order.Session, order.LifeSeconds)
    {
        public PendingProof Order => order;

        public override string? Nonce => order.Nonce;

        public override string? Kind => "totp";

        /// <summary>Opens what Enrollment sealed for Challenge, and makes the code of the current step or of one beside it.</summary>
        protected override bool Matches(string code, out long? step)
        {
            var secret = keys.Folder().SymmetricKeys("cache").Open(
                Convert.FromBase64String(order.Secret), CachedSecret.AssociatedData(Session.Realm, Session.AccountId, order.FactorId));
            var current = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / order.PeriodSeconds;
            step = new[] { current, current - 1, current + 1 }.FirstOrDefault(s => Rfc6238.Code(secret, s, order.Algorithm, order.Digits) == code, -1);
            return step >= 0;
        }
    }

    private sealed class MailedProof(MailProof order) : Proof(order.ChallengeId, order.Session!, order.LifeSeconds)
    {
        private int _sent = 1;

        public MailProof Order => order;

        public string Code { get; } = System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

        public int Sent => _sent;

        public Delivery Delivery { get; set; } = new("queued", TimeProvider.System.GetUtcNow(), 0, null);

        public override string? Nonce => order.Nonce;

        public override string? Kind => order.Purpose == MailProofPurposes.Enrol ? "email" : null;

        public override PendingProofState State() => base.State() with { ResendAvailableAt = CreatedAt + _sent * 30_000, Delivery = Delivery };

        public PendingProofState Resend()
        {
            Interlocked.Increment(ref _sent);
            return State();
        }

        protected override bool Matches(string code, out long? step)
        {
            step = null;
            return code == Code;
        }
    }
}
