using System.Globalization;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>One proof of one factor, and reports of "this was not me".</summary>
public sealed class ChallengesClient
{
    private readonly ServiceConnection _connection;

    internal ChallengesClient(ServiceConnection connection) => _connection = connection;

    /// <summary>Asks for proof of a factor. With a code in the request a wrong one is an <see cref="MfaProblemException"/> that names the challenge.</summary>
    /// <param name="request">Whose, and which.</param>
    /// <param name="idempotencyKey">Made by the client unless it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Pending, or approved where the request had the code. When the first answer was lost it may be pending although a code was sent: then verify.</returns>
    [Operation("POST /v1/challenges")]
    public Task<Challenge> CreateAsync(CreateChallengeRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/challenges", request, ClientJson.Default.CreateChallengeRequest).Once(idempotencyKey), ClientJson.Default.Challenge, cancellationToken);

    /// <summary>A challenge; for a minute after its approval with assertion or step-up token.</summary>
    /// <param name="challengeId">The challenge.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/challenges/{id}")]
    public Task<Challenge> GetAsync(string challengeId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Get(ServiceCall.At($"v1/challenges/{challengeId}")), ClientJson.Default.Challenge, cancellationToken);

    /// <summary>Waits until it is known what became of the challenge's mail, or the challenge is over.</summary>
    /// <param name="challengeId">The challenge.</param>
    /// <param name="cancellationToken">Gives up; set a limit by it.</param>
    public Task<Challenge> WaitForDeliveryAsync(string challengeId, CancellationToken cancellationToken = default) =>
        _connection.PollAsync(
            ServiceCall.Get(ServiceCall.At($"v1/challenges/{challengeId}")),
            ClientJson.Default.Challenge,
            challenge => challenge.Status != ChallengeStatuses.Pending || challenge.Delivery is not { IsSettled: false },
            cancellationToken);

    /// <summary>Sends the code. It is never sent twice: after a lost answer <see cref="GetAsync"/> tells what became of it.</summary>
    /// <param name="challengeId">The challenge.</param>
    /// <param name="code">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/challenges/{id}/verify")]
    public Task<ChallengeApproval> VerifyAsync(string challengeId, string code, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/challenges/{challengeId}/verify"), new CodeBody(code), ClientJson.Default.CodeBody), ClientJson.Default.ChallengeApproval, cancellationToken);

    /// <summary>Mails the code again: the same one.</summary>
    /// <param name="challengeId">The challenge.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/challenges/{id}/resend")]
    public Task<Challenge> ResendAsync(string challengeId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post(ServiceCall.At($"v1/challenges/{challengeId}/resend")), ClientJson.Default.Challenge, cancellationToken);

    /// <summary>Gives a challenge up.</summary>
    /// <param name="challengeId">The challenge.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/challenges/{id}/cancel")]
    public Task<Challenge> CancelAsync(string challengeId, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post(ServiceCall.At($"v1/challenges/{challengeId}/cancel")), ClientJson.Default.Challenge, cancellationToken);

    /// <summary>The challenges of an account (operators and auditors).</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="pageSize">How many are fetched at a time, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("GET /v1/challenges")]
    public IAsyncEnumerable<Challenge> ListAsync(string accountId, int? pageSize = null, CancellationToken cancellationToken = default)
    {
        var limit = pageSize?.ToString(CultureInfo.InvariantCulture);
        return _connection.ListAsync(
            after => ServiceCall.Get("v1/challenges", ("accountId", accountId), ("limit", limit), ("after", after)), ClientJson.Default.PageChallenge, cancellationToken);
    }

    /// <summary>Hands in what the link "this was not me" of a mail carries, after the person has pressed a button. It may be repeated.</summary>
    /// <param name="token">From the link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/reports")]
    public Task<ChallengeReport> ReportNotMeAsync(string token, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/reports", new ReportBody(token, "not-me"), ClientJson.Default.ReportBody).Repeatable(), ClientJson.Default.ChallengeReport, cancellationToken);
}
