using Mfa.ServiceDefaults.Problems;

namespace Mfa.InternalApi;

/// <summary>The routes of Challenge that only our services call.</summary>
public sealed class ChallengeClient(HttpClient http)
{
    private const string Callee = "challenge";

    /// <returns>The session, or 422 <c>invalid-token</c>.</returns>
    public Task<Answer<Session>> CheckTokenAsync(TokenCheck check, CancellationToken stop) =>
        http.AskAsync(Post("/internal/tokens/check").With(check, InternalJson.Default.TokenCheck), InternalJson.Default.Session, Callee, stop);

    public Task<Answer<PendingProofState>> BeginProofAsync(PendingProof proof, CancellationToken stop) =>
        http.AskAsync(Post("/internal/proofs").With(proof, InternalJson.Default.PendingProof), InternalJson.Default.PendingProofState, Callee, stop);

    /// <returns>Also 429 <c>mail-quota</c>, 409 <c>factor-disabled</c>, 429 <c>account-cooling-down</c>.</returns>
    public Task<Answer<PendingProofState>> BeginMailProofAsync(MailProof proof, CancellationToken stop) =>
        http.AskAsync(Post("/internal/mail-proofs").With(proof, InternalJson.Default.MailProof), InternalJson.Default.PendingProofState, Callee, stop);

    /// <summary>The same code once more.</summary>
    /// <returns>Also 429 <c>mail-quota</c>, 410 <c>challenge-over</c>.</returns>
    public Task<Answer<PendingProofState>> ResendProofAsync(string realm, string challengeId, CancellationToken stop) =>
        http.AskAsync(Post($"/internal/proofs/{challengeId}/resend?realm={realm}"), InternalJson.Default.PendingProofState, Callee, stop);

    public Task<Answer<PendingProofState>> GetProofAsync(string realm, string challengeId, CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, $"/internal/proofs/{challengeId}?realm={realm}"), InternalJson.Default.PendingProofState, Callee, stop);

    public Task<Answer<PendingProofApproved>> ConfirmProofAsync(string challengeId, PendingProofCode code, CancellationToken stop) =>
        http.AskAsync(Post($"/internal/proofs/{challengeId}/confirm").With(code, InternalJson.Default.PendingProofCode),
            InternalJson.Default.PendingProofApproved, Callee, stop);

    public Task<Problem?> CancelProofAsync(string realm, string challengeId, CancellationToken stop) =>
        http.TellAsync(new(HttpMethod.Delete, $"/internal/proofs/{challengeId}?realm={realm}"), Callee, stop);

    public Task<Answer<ServiceStatus>> GetStatusAsync(CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, ServiceStatus.Path), InternalJson.Default.ServiceStatus, Callee, stop);

    public static string FactorVersionPath(string accountId) => $"/internal/factor-sets/{accountId}/version";

    public static string AccountVersionPath(string accountId) => $"/internal/accounts/{accountId}/version";

    public static string ErasurePath(string accountId) => $"/internal/accounts/{accountId}/erasure";

    private static HttpRequestMessage Post(string path) => new(HttpMethod.Post, path);
}
