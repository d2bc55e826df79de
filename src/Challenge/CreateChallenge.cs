using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Mfa.Challenges.Assertions;
using Mfa.Challenges.Domain;
using Mfa.Challenges.Factors;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Challenges;

/// <param name="Factor"><c>totp</c>, <c>email</c>, <c>recovery</c>, or <c>none</c> before the realm's date.</param>
/// <param name="Purpose"><c>sign-in</c> (the default) or <c>manage</c>.</param>
/// <param name="Nonce">Comes back in the assertion.</param>
/// <param name="Code">Given: the code is checked in the same call.</param>
internal sealed record CreateChallengeRequest(
    [property: Required] string? AccountId, [property: Required] string? Factor, string? FactorId, [property: Required] SecretText? SignInToken,
    string? Purpose, string? Nonce, RequestContext? Context, SecretText? Code);

/// <summary>POST /v1/challenges: one request to prove one factor, with a code also its proof.</summary>
internal static class CreateChallenge
{
    private const int Identifiers = 16;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/challenges", Handle)
        .WithName("createChallenge").WithSummary("Ask for the proof of one factor; with a code, prove it in the same call")
        .Refuses(
            ProblemKind.NotFound, ProblemKind.EnrolmentRequired, ProblemKind.FactorNotAllowed, ProblemKind.FactorDisabled, ProblemKind.InvalidToken,
            ProblemKind.InvalidCode, ProblemKind.IdempotencyKeyReused, ProblemKind.AccountCoolingDown, ProblemKind.MailQuota, ProblemKind.RelyingPartySuspended, ProblemKind.WaitForNextCode, ProblemKind.Overloaded);

    private static async Task<Results<Created<ChallengeResource>, Problem>> Handle(
        CreateChallengeRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, Caller caller, Admission admission,
        FactorCatalog factors, ChallengeStore store, CodeCheck check, Approvals approvals, ChallengeMetrics metrics, StoreClock clock, KeyFolder keys)
    {
        var admitted = await admission.AdmitAsync(request, idempotencyKey, caller);
        if (admitted.Problem is { } refusal)
            return refusal;
        var (session, realm, client) = admitted.Value;
        var hash = keys.SymmetricKeys("hash");
        var id = OpaqueId.New("chl_");
        var order = new OpenOrder(
            id, request.Factor!, request.FactorId, request.Purpose ?? "sign-in", request.Nonce, request.Context?.Service,
            request.Code is null ? null : CodeFormat.Of(request.Code.Reveal()), NewIdentifiers(), realm.Lifetimes.Challenge,
            client.Policy.MaxOpenChallenges ?? realm.Budgets.OpenChallenges, BudgetFigures.Of(realm),
            idempotencyKey is null ? null : Convert.ToBase64String(hash.Mac("idempotency-key", caller.ClientId, idempotencyKey)),
            idempotencyKey is null ? null : Convert.ToBase64String(hash.Mac(BodyOf(request))),
            factors.For(request.Factor!).Begin(new Beginning(
                id, realm, session.AccountId, caller.ClientId, ServiceOf(request, client), Network.Of(request.Context?.Ip))));
        var reference = new ClientReference(caller.ClientId, caller.ClientVersion);

        if (request.Code is null)
        {
            var created = await store.CreateAsync(new CreateOrder(reference, session, order));
            metrics.Asked(order.Kind, created.Outcome);
            return created.Outcome == "created" ? Answer(created.Read(2, StoreJson.Default.StoredChallenge))
                : await RefuseAsync(created);
        }

        var outcome = await check.RunAsync(
            new ChargeOrder(check.NewCharge(), order.CodeFormat!) { Client = reference, Realms = caller.Realms, Session = session, Open = order }, request.Code.Reveal());
        return outcome switch
        {
            VerifyOutcome.Approved approved => Answer(approved.Challenge),
            VerifyOutcome.Wrong wrong => Refusals.InvalidCode(wrong.AttemptsRemaining, wrong.Challenge.Id),
            VerifyOutcome.Excused excused => excused.Why,
            VerifyOutcome.Refused refused => await RefuseAsync(refused.Answer),
            _ => throw new InvalidOperationException("A new challenge can't be repeated."),
        };

        Created<ChallengeResource> Answer(StoredChallenge challenge) =>
            TypedResults.Created("/v1/challenges/" + challenge.Id, ChallengeResource.Of(challenge, approvals.Repeat(challenge, clock.Now)));

        // A repeated Idempotency-Key answers the first challenge as it is now; its code is not looked at.
        async Task<Results<Created<ChallengeResource>, Problem>> RefuseAsync(ScriptAnswer answer)
        {
            if (answer.Outcome != "repeated")
                return Refusals.Of(answer, realm);
            var read = await store.ReadAsync(new ReadOrder(answer.Text(2), caller.Realms, reference, Proof: false, Cancel: false));
            return read.Outcome == "read" ? Answer(read.Read(2, StoreJson.Default.StoredChallenge)) : Refusals.Of(read, realm);
        }
    }

    private static IReadOnlyDictionary<string, string>? ServiceOf(CreateChallengeRequest request, RelyingPartyRecord client) =>
        client.Services.FirstOrDefault(service => service.Key == request.Context?.Service)?.Names;

    private static string[] NewIdentifiers() =>
        [.. Enumerable.Range(0, Identifiers).Select(_ => RandomNumberGenerator.GetInt32(1000).ToString("D3", CultureInfo.InvariantCulture))];

    private static string[] BodyOf(CreateChallengeRequest request) =>
    [
        .. new[]
        {
            request.AccountId, request.Factor, request.FactorId, request.SignInToken?.Reveal(), request.Purpose, request.Nonce, request.Context?.Service,
            request.Context?.Ip, request.Context?.UserAgent, request.Code?.Reveal(),
        }.Select(member => member is null ? "-" : "+" + member),
    ];
}
