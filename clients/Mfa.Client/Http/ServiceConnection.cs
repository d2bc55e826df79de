using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mfa.Client.Http;

/// <summary>Sends calls with an access token, repeats what may be repeated, and turns refusals into exceptions.</summary>
internal sealed class ServiceConnection(HttpClient http, AccessTokensClient tokens, MfaClientOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task SendAsync(ServiceCall call, CancellationToken stop)
    {
        using var response = await SendCoreAsync(call, stop).ConfigureAwait(false);
    }

    public async Task<T> SendAsync<T>(ServiceCall call, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var response = await SendCoreAsync(call, stop).ConfigureAwait(false);
        return await ReadAsync(response, type, stop).ConfigureAwait(false);
    }

    /// <summary>The body as it comes, however long; the caller disposes it.</summary>
    public async Task<Stream> OpenAsync(ServiceCall call, CancellationToken stop)
    {
        var response = await SendCoreAsync(call with { Completion = HttpCompletionOption.ResponseHeadersRead }, stop).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
    }

    public async Task<string> ReadTextAsync(ServiceCall call, CancellationToken stop)
    {
        using var response = await SendCoreAsync(call, stop).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
    }

    /// <summary>All items of a list, page after page as they are asked for.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(Func<string?, ServiceCall> page, JsonTypeInfo<Page<T>> type, [EnumeratorCancellation] CancellationToken stop)
    {
        string? after = null;
        do
        {
            var read = await SendAsync(page(after), type, stop).ConfigureAwait(false);
            foreach (var item in read.Items)
                yield return item;
            after = read.Next;
        }
        while (after is not null);
    }

    /// <summary>Reads a resource until it is settled, as often as the service says.</summary>
    public async Task<T> PollAsync<T>(ServiceCall call, JsonTypeInfo<T> type, Func<T, bool> isSettled, CancellationToken stop)
    {
        while (true)
        {
            TimeSpan? pause;
            using (var response = await SendCoreAsync(call, stop).ConfigureAwait(false))
            {
                var value = await ReadAsync(response, type, stop).ConfigureAwait(false);
                if (isSettled(value))
                    return value;
                pause = response.RetryAfter(options.Time);
            }

            await Task.Delay(pause ?? options.PollingInterval, options.Time, stop).ConfigureAwait(false);
        }
    }

    /// <returns>A success; the caller disposes it.</returns>
    private async Task<HttpResponseMessage> SendCoreAsync(ServiceCall call, CancellationToken stop)
    {
        var (isRenewed, retries) = (false, call.IsRepeatable ? options.MaxRetries : 0);
        while (true)
        {
            var token = call.IsOpen ? null : await tokens.GetTokenAsync(stop).ConfigureAwait(false);
            var (response, broken) = await TryAsync(call, token, retries > 0, stop).ConfigureAwait(false);
            if (response is { IsSuccessStatusCode: true })
                return response;
            using (response)
            {
                // A 401 has done nothing: the token was withdrawn or the keys have changed since it was issued.
                if (response is { StatusCode: HttpStatusCode.Unauthorized } && token is not null && !isRenewed)
                {
                    tokens.Forget(token);
                    isRenewed = true;
                    continue;
                }

                var refusal = broken ?? await Refusal.ReadAsync(response!, options.Time, stop).ConfigureAwait(false);
                if (retries-- <= 0 || !Refusal.IsPassing(refusal) || Wait(refusal) is not { } wait)
                    throw refusal;
                await Task.Delay(wait, options.Time, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<(HttpResponseMessage? Response, HttpRequestException? Broken)> TryAsync(
        ServiceCall call, string? token, bool mayRepeat, CancellationToken stop)
    {
        using var message = call.ToMessage(token);
        try
        {
            return (await http.SendAsync(message, call.Completion, stop).ConfigureAwait(false), null);
        }
        catch (HttpRequestException broken) when (mayRepeat)
        {
            return (null, broken);
        }
    }

    /// <returns>Null when the service asks for more patience than there is.</returns>
    private TimeSpan? Wait(Exception refusal)
    {
        var wait = (refusal as MfaProblemException)?.RetryAfter ?? Pause;
        return wait <= options.LongestWait ? wait : null;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken stop)
    {
        var stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return await JsonSerializer.DeserializeAsync(stream, type, stop).ConfigureAwait(false) ?? throw new JsonException("The service answered null.");
    }
}
