using System.Net;
using System.Text.Json;

namespace Mfa.Client.Http;

/// <summary>What an answer that is no success becomes.</summary>
internal static class Refusal
{
    /// <returns>The problem; or, from something before the service that speaks otherwise, a plain HTTP failure with the status.</returns>
    public static async Task<Exception> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken stop)
    {
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            try
            {
                var stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    if (await JsonSerializer.DeserializeAsync(stream, ClientJson.Default.Problem, stop).ConfigureAwait(false) is { } problem)
                        return new MfaProblemException(problem, response.RetryAfter(time));
                }
            }
            catch (JsonException notOurs)
            {
                return Plain(response, notOurs);
            }
        }

        return Plain(response, null);
    }

    /// <summary>It may be better soon: the same request can be sent again if it is one that may be.</summary>
    public static bool IsPassing(Exception refusal) => refusal switch
    {
        // Another code of the app is wanted, not the same once more.
        MfaProblemException { Code: ProblemCodes.WaitForNextCode } => false,
        MfaProblemException { Status: 503 } or MfaProblemException { Code: ProblemCodes.IdempotencyKeyInProgress } => true,
        HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable } => true,
        _ => false,
    };

    /// <summary>How long to wait, whether the header tells seconds or a date.</summary>
    public static TimeSpan? RetryAfter(this HttpResponseMessage response, TimeProvider time)
    {
        var told = response.Headers.RetryAfter;
        var wait = told?.Delta ?? (told?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static HttpRequestException Plain(HttpResponseMessage response, Exception? inner) =>
        new($"The answer was {(int)response.StatusCode}, without a problem document.", inner, response.StatusCode);
}
