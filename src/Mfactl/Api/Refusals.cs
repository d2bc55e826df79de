using System.Globalization;
using System.Text.Json;
using Mfa.Client;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Api;

/// <summary>What the service, or the way to it, refused: in an operator's words.</summary>
internal static class Refusals
{
    private const string LookFirst = "It may have been done: look before you repeat it.";

    /// <returns>Null for what is no refusal.</returns>
    public static Complaint? Of(Exception failure) => failure switch
    {
        MfaProblemException problem => Of(problem),
        AccessTokenException { Error: "invalid_client" } => new Complaint(
            "The service does not know this client with this key.",
            "Look at --client-id and --key, at this machine's clock, and that --url is the service's public address; another operator sees if you are disabled."),
        AccessTokenException refused => new Complaint(
            $"The service gives this client no access token: {refused.Description ?? refused.Error}", "mfactl is for operators and auditors."),
        HttpRequestException { StatusCode: { } status } => new Complaint(
            $"Something before the service answered {(int)status}.", "Look at the address and at what stands before the gateway."),
        HttpRequestException unreachable => new Complaint(
            $"The service does not answer: {unreachable.Message}", $"Look at --url and the network. {LookFirst}"),
        OperationCanceledException => new Complaint("The service did not answer in time.", LookFirst),
        JsonException => new Complaint("The answer is not the service's.", "Look at --url, and that this console is not older than the service."),
        _ => null,
    };

    private static Complaint Of(MfaProblemException problem) => new(
        string.Create(CultureInfo.InvariantCulture, $"Refused, {problem.Status} {problem.Code}: {problem.Problem.Detail ?? problem.Problem.Title}"),
        Advice(problem))
    {
        Code = problem.Code,
        TraceId = problem.TraceId,
        Details = [.. problem.Errors.Select(error => $"{error.Pointer}: {error.Detail}")],
    };

    private static string Advice(MfaProblemException problem)
    {
        var advice = problem.Code switch
        {
            ProblemCodes.InvalidRequest => "Mend what is named.",
            ProblemCodes.Forbidden => "Changes need mfa.operate; mfa.audit only reads.",
            ProblemCodes.NotFound => "Look at the id; what belongs to a realm that is not yours looks the same.",
            ProblemCodes.Conflict => "Look at it anew, then decide again.",
            ProblemCodes.DependencyUnavailable => $"{LookFirst} mfactl operations status tells what is missing.",
            _ when problem.RetryAfter is { } wait => string.Create(CultureInfo.InvariantCulture, $"Come again in {Math.Ceiling(wait.TotalSeconds)} s."),
            _ => "",
        };
        return $"{advice} {problem.Problem.Type}".Trim();
    }
}
