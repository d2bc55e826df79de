using System.Globalization;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>Enrolled factors, revocation and recovery codes.</summary>
public sealed class FactorsClient
{
    private readonly ServiceConnection _connection;

    internal FactorsClient(ServiceConnection connection) => _connection = connection;

    /// <summary>The account's factors.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="pageSize">How many are fetched at a time, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/accounts/{id}/factors")]
    public IAsyncEnumerable<Factor> ListAsync(string accountId, int? pageSize = null, CancellationToken cancellationToken = default)
    {
        var path = ServiceCall.At($"v1/accounts/{accountId}/factors");
        var limit = pageSize?.ToString(CultureInfo.InvariantCulture);
        return _connection.ListAsync(after => ServiceCall.Get(path, ("limit", limit), ("after", after)), ClientJson.Default.PageFactor, cancellationToken);
    }

    /// <summary>A factor.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/accounts/{id}/factors/{fid}")]
    public Task<Factor> GetAsync(string accountId, string factorId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get(At(accountId, factorId)), ClientJson.Default.Factor, cancellationToken);

    /// <summary>Waits until it is known what became of the factor's mail.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="cancellationToken">Gives up; set a limit by it.</param>
    public Task<Factor> WaitForDeliveryAsync(string accountId, string factorId, CancellationToken cancellationToken = default) =>
        _connection.PollAsync(
            ServiceCall.Get(At(accountId, factorId)), ClientJson.Default.Factor, factor => factor.Delivery is not { IsSettled: false }, cancellationToken);

    /// <summary>Begins an enrolment.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="request">The factor, and what shows that the person wants it.</param>
    /// <param name="stepUpToken">Where a factor is owed.</param>
    /// <param name="idempotencyKey">Made by the client unless it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/factors")]
    public Task<Factor> EnrolAsync(
        string accountId, EnrolFactorRequest request, string? stepUpToken = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var call = ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/factors"), request, ClientJson.Default.EnrolFactorRequest).Once(idempotencyKey);
        return _connection.SendAsync(call with { StepUpToken = stepUpToken }, ClientJson.Default.Factor, cancellationToken);
    }

    /// <summary>The mailed code that a first authenticator app needs; the answer holds its QR code.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="code">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/factors/{fid}/prove")]
    public Task<Factor> ProveAsync(string accountId, string factorId, string code, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(At(accountId, factorId) + "/prove", new CodeBody(code), ClientJson.Default.CodeBody), ClientJson.Default.Factor, cancellationToken);

    /// <summary>Mails the code again: the same one.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/factors/{fid}/resend")]
    public Task<Factor> ResendAsync(string accountId, string factorId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post(At(accountId, factorId) + "/resend"), ClientJson.Default.Factor, cancellationToken);

    /// <summary>The first code of the new factor. After a lost answer it may be repeated with the same code for a minute.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="code">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/factors/{fid}/confirm")]
    public Task<ConfirmedFactor> ConfirmAsync(string accountId, string factorId, string code, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(At(accountId, factorId) + "/confirm", new CodeBody(code), ClientJson.Default.CodeBody), ClientJson.Default.ConfirmedFactor, cancellationToken);

    /// <summary>Removes a factor; one that is not confirmed needs no proof.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="stepUpToken">For a confirmed one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("DELETE /v1/accounts/{id}/factors/{fid}")]
    public Task RemoveAsync(string accountId, string factorId, string? stepUpToken = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(new ServiceCall(HttpMethod.Delete, At(accountId, factorId)) { StepUpToken = stepUpToken }, cancellationToken);

    /// <summary>Has a new revocation code made for an authenticator app.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The factor.</param>
    /// <param name="stepUpToken">Recent proof of a factor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/factors/{fid}/revocation-code")]
    public Task<IssuedRevocationCode> IssueRevocationCodeAsync(string accountId, string factorId, string stepUpToken, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(At(accountId, factorId) + "/revocation-code") with { StepUpToken = stepUpToken }, ClientJson.Default.IssuedRevocationCode, cancellationToken);

    /// <summary>Has new recovery codes made.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="stepUpToken">Recent proof of a factor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/recovery-codes")]
    public Task<IssuedRecoveryCodes> IssueRecoveryCodesAsync(string accountId, string stepUpToken, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/recovery-codes")) with { StepUpToken = stepUpToken }, ClientJson.Default.IssuedRecoveryCodes, cancellationToken);

    /// <summary>Removes a lost factor with password and revocation code. It may be repeated until a new factor is confirmed.</summary>
    /// <param name="request">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/factor-revocations")]
    public Task<FactorRevocation> RevokeAsync(RevokeFactorRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/factor-revocations", request, ClientJson.Default.RevokeFactorRequest), ClientJson.Default.FactorRevocation, cancellationToken);

    /// <summary>Has a reset code made for somebody who has lost a factor (operators).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="factorId">The lost factor.</param>
    /// <param name="reason">Why; it is kept in the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/accounts/{id}/factor-reset")]
    public Task<FactorReset> ResetAsync(string accountId, string factorId, string reason, CancellationToken cancellationToken = default)
    {
        var body = new FactorResetBody(factorId, reason);
        return _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/accounts/{accountId}/factor-reset"), body, ClientJson.Default.FactorResetBody), ClientJson.Default.FactorReset, cancellationToken);
    }

    private static string At(string accountId, string factorId) => ServiceCall.At($"v1/accounts/{accountId}/factors/{factorId}");
}
