using Mfa.ServiceDefaults.Problems;

namespace Mfa.InternalApi;

/// <summary>The routes of Directory that only our services call.</summary>
public sealed class DirectoryClient(HttpClient http)
{
    private const string Callee = "directory";

    /// <returns>The account, 422 <c>invalid-credentials</c>, or 429 <c>too-many-sign-ins</c>.</returns>
    public Task<Answer<AccountCard>> CheckPasswordAsync(PasswordCheck check, CancellationToken stop) =>
        http.AskAsync(new HttpRequestMessage(HttpMethod.Post, "/internal/password-checks").With(check, InternalJson.Default.PasswordCheck),
            InternalJson.Default.AccountCard, Callee, stop);

    public Task<Answer<SessionBegun>> BeginSessionAsync(SessionOrder order, CancellationToken stop) =>
        http.AskAsync(new HttpRequestMessage(HttpMethod.Post, "/internal/sessions").With(order, InternalJson.Default.SessionOrder),
            InternalJson.Default.SessionBegun, Callee, stop);

    public Task<Answer<AccountCard>> GetAccountAsync(string realm, string accountId, CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, $"/internal/accounts/{accountId}?realm={realm}"), InternalJson.Default.AccountCard, Callee, stop);

    public Task<Answer<RelyingPartyRecord>> GetRelyingPartyAsync(string id, CancellationToken stop) =>
        http.AskAsync(new(HttpMethod.Get, $"/internal/relying-parties/{id}"), InternalJson.Default.RelyingPartyRecord, Callee, stop);

    /// <returns>Null when every session of the account is over, or there is no such account.</returns>
    public Task<Problem?> EndSessionsAsync(string accountId, SessionsEnd end, CancellationToken stop) =>
        http.TellAsync(new HttpRequestMessage(HttpMethod.Post, $"/internal/accounts/{accountId}/sessions-end").With(end, InternalJson.Default.SessionsEnd), Callee, stop);

    public static string RelyingPartyPath(string id) => $"/internal/relying-parties/{id}";
}
