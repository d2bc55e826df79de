using System.Globalization;
using System.Text.Json;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>Accounts, their addresses and passwords.</summary>
public sealed class AccountsClient
{
    private readonly ServiceConnection _connection;

    internal AccountsClient(ServiceConnection connection) => _connection = connection;

    /// <summary>Makes an account.</summary>
    /// <param name="request">The account.</param>
    /// <param name="idempotencyKey">Made by the client unless it is given; give one that outlives the process to go on after it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts")]
    public Task<Account> CreateAsync(CreateAccountRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/accounts", request, ClientJson.Default.CreateAccountRequest).Once(idempotencyKey), ClientJson.Default.Account, cancellationToken);

    /// <summary>The account that is named so.</summary>
    /// <param name="realm">The realm.</param>
    /// <param name="identifier">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/lookup")]
    public Task<Account> LookUpAsync(string realm, string identifier, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/accounts/lookup", new LookupBody(realm, identifier), ClientJson.Default.LookupBody).Repeatable(), ClientJson.Default.Account, cancellationToken);

    /// <summary>An account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/accounts/{id}")]
    public Task<Account> GetAsync(string accountId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get(ServiceCall.At($"v1/accounts/{accountId}")), ClientJson.Default.Account, cancellationToken);

    /// <summary>Changes name, language or address.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="request">What changes.</param>
    /// <param name="stepUpToken">For a new address, unless the request has a sign-in token that will do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("PATCH /v1/accounts/{id}")]
    public Task<Account> UpdateAsync(string accountId, UpdateAccountRequest request, string? stepUpToken = null, CancellationToken cancellationToken = default)
    {
        var call = ServiceCall.Of(HttpMethod.Patch, ServiceCall.At($"v1/accounts/{accountId}"), request, ClientJson.Default.UpdateAccountRequest);
        return _connection.SendAsync(call with { StepUpToken = stepUpToken }, ClientJson.Default.Account, cancellationToken);
    }

    /// <summary>The code that was mailed to a new address.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="code">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/email/confirm")]
    public Task<Account> ConfirmEmailAsync(string accountId, string code, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/email/confirm"), new CodeBody(code), ClientJson.Default.CodeBody), ClientJson.Default.Account, cancellationToken);

    /// <summary>Mails the code for a new address again.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/email/resend")]
    public Task ResendEmailAsync(string accountId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/email/resend")), cancellationToken);

    /// <summary>Sets a new password.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="request">The new password, and what shows that the person wants it.</param>
    /// <param name="stepUpToken">Where a factor is owed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("PUT /v1/accounts/{id}/password")]
    public Task ChangePasswordAsync(string accountId, ChangePasswordRequest request, string? stepUpToken = null, CancellationToken cancellationToken = default)
    {
        var call = ServiceCall.Of(HttpMethod.Put, ServiceCall.At($"v1/accounts/{accountId}/password"), request, ClientJson.Default.ChangePasswordRequest);
        return _connection.SendAsync(call with { StepUpToken = stepUpToken }, cancellationToken);
    }

    /// <summary>What happened to the account, the newest first.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="pageSize">How many are fetched at a time, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/accounts/{id}/activity")]
    public IAsyncEnumerable<ActivityItem> ListActivityAsync(string accountId, int? pageSize = null, CancellationToken cancellationToken = default)
    {
        var path = ServiceCall.At($"v1/accounts/{accountId}/activity");
        var limit = pageSize?.ToString(CultureInfo.InvariantCulture);
        return _connection.ListAsync(after => ServiceCall.Get(path, ("limit", limit), ("after", after)), ClientJson.Default.PageActivityItem, cancellationToken);
    }

    /// <summary>Erases an account: for good, once the service has accepted it.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="request">A provisional account's sign-in token, or an operator's reason.</param>
    /// <param name="stepUpToken">Of the person.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("DELETE /v1/accounts/{id}")]
    public Task EraseAsync(string accountId, EraseAccountRequest? request = null, string? stepUpToken = null, CancellationToken cancellationToken = default)
    {
        var path = ServiceCall.At($"v1/accounts/{accountId}");
        var call = request is null
            ? new ServiceCall(HttpMethod.Delete, path) : ServiceCall.Of(HttpMethod.Delete, path, request, ClientJson.Default.EraseAccountRequest);
        return _connection.SendAsync(call with { StepUpToken = stepUpToken }, cancellationToken);
    }

    /// <summary>Everything that is known about the account's person.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="stepUpToken">Of the person.</param>
    /// <param name="reason">An operator's reason.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/accounts/{id}/export")]
    public Task<JsonElement> ExportAsync(string accountId, string? stepUpToken = null, string? reason = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Get(ServiceCall.At($"v1/accounts/{accountId}/export"), ("reason", reason)) with { StepUpToken = stepUpToken }, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Locks an account (operators): nobody signs in to it any more.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="reason">Why; it is kept in the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/lock")]
    public Task<Account> LockAsync(string accountId, string reason, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/lock"), new ReasonBody(reason), ClientJson.Default.ReasonBody), ClientJson.Default.Account, cancellationToken);

    /// <summary>Opens a locked account again (operators).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="reason">Why; it is kept in the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/unlock")]
    public Task<Account> UnlockAsync(string accountId, string reason, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/unlock"), new ReasonBody(reason), ClientJson.Default.ReasonBody), ClientJson.Default.Account, cancellationToken);
}
