using Mfa.ServiceDefaults.Problems;

namespace Mfa.InternalApi;

/// <summary>The routes of Enrollment that only our services call.</summary>
public sealed class EnrollmentClient(HttpClient http)
{
    private const string Callee = "enrollment";

    /// <summary>With sealed secrets: for Challenge alone. An account Enrollment never heard of has an empty set of version 0.</summary>
    public Task<Answer<FactorSet>> GetFactorSetAsync(string realm, string accountId, CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, $"/internal/factor-sets/{accountId}?realm={realm}"), InternalJson.Default.FactorSet, Callee, stop);

    public Task<Answer<FactorSummary>> GetSummaryAsync(string realm, string accountId, CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, $"/internal/factor-summaries/{accountId}?realm={realm}"), InternalJson.Default.FactorSummary, Callee, stop);

    /// <summary>Everything that is held of the person, for the person: no secret, no hash.</summary>
    public Task<Answer<FactorExport>> ExportAsync(string realm, string accountId, CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, $"/internal/factor-exports/{accountId}?realm={realm}"), InternalJson.Default.FactorExport, Callee, stop);

    /// <summary>Counted before it is looked at.</summary>
    /// <returns>Also 429 <c>account-cooling-down</c>: the account's budget of such codes is spent, and the code was not looked at.</returns>
    public Task<Answer<RecoveryCodeJudgement>> UseRecoveryCodeAsync(RecoveryCodeUse use, CancellationToken stop) =>
        http.AskAsync(new HttpRequestMessage(HttpMethod.Post, "/internal/recovery-code-uses").With(use, InternalJson.Default.RecoveryCodeUse),
            InternalJson.Default.RecoveryCodeJudgement, Callee, stop);

    public Task<Answer<ServiceStatus>> GetStatusAsync(CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, ServiceStatus.Path), InternalJson.Default.ServiceStatus, Callee, stop);

    public static string ErasurePath(string accountId) => $"/internal/accounts/{accountId}/erasure";

    public static string AddressPath(string accountId) => $"/internal/accounts/{accountId}/address";

    public Task<Problem?> RecordAsync(OutcomeBatch batch, CancellationToken stop) =>
        http.TellAsync(new HttpRequestMessage(HttpMethod.Post, "/internal/outcomes").With(batch, InternalJson.Default.OutcomeBatch), Callee, stop);
}
