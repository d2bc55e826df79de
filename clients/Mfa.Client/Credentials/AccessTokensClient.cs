using System.Net;
using System.Net.Http.Json;
using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>Fetches the access token once for all callers and keeps it until shortly before it expires.</summary>
public sealed class AccessTokensClient
{
    private const string Endpoint = "oauth2/token";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly MfaClientOptions _options;
    private readonly Uri _audience;
    private readonly Lock _gate = new();
    private Task<Kept>? _fetching;

    internal AccessTokensClient(HttpClient http, MfaClientOptions options)
    {
        (_http, _options) = (http, options);
        _audience = new Uri(options.PublicUrl ?? http.BaseAddress!, Endpoint);
    }

    /// <summary>A token that is good for a while; fetched only if there is none.</summary>
    /// <exception cref="AccessTokenException">The client is refused.</exception>
    public async Task<AccessToken> GetAsync(CancellationToken cancellationToken = default) => (await KeptAsync(cancellationToken).ConfigureAwait(false)).Token;

    internal async Task<string> GetTokenAsync(CancellationToken stop) => (await KeptAsync(stop).ConfigureAwait(false)).Token.Value;

    /// <summary>The service refused it; whoever has it still does not make the next one be forgotten too.</summary>
    internal void Forget(string token)
    {
        lock (_gate)
        {
            if (ReferenceEquals(Fetched?.Token.Value, token))
                _fetching = null;
        }
    }

    /// <summary>Who comes while it is being fetched waits for the same; a caller that gives up stops nobody else.</summary>
    private Task<Kept> KeptAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_fetching is not { } fetching || (fetching.IsCompleted && !(Fetched?.RenewAt > _options.Time.GetUtcNow())))
                _fetching = fetching = FetchAsync();
            return fetching.WaitAsync(stop);
        }
    }

    /// <summary>What came of it; null before its end, and after one without a token. Nobody waits here.</summary>
    private Kept? Fetched => _fetching is { IsCompletedSuccessfully: true } ended ? ended.GetAwaiter().GetResult() : null;

    [Operation("POST /oauth2/token")]
    private async Task<Kept> FetchAsync()
    {
        for (var retries = _options.MaxRetries; ; retries--)
        {
            var asked = _options.Time.GetUtcNow();
            try
            {
                var token = await RequestAsync().ConfigureAwait(false);
                return new Kept(token, asked + TimeSpan.FromSeconds(token.ExpiresIn) - _options.RenewBefore);
            }
            catch (Exception refusal) when (retries > 0 && Refusal.IsPassing(refusal))
            {
                var wait = (refusal as MfaProblemException)?.RetryAfter ?? Pause;
                if (wait > _options.LongestWait)
                    throw;
                await Task.Delay(wait, _options.Time).ConfigureAwait(false);
            }
        }
    }

    private async Task<AccessToken> RequestAsync()
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials" };
        if (_options.Scopes is { } scopes)
            form["scope"] = string.Join(' ', scopes);
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint);
        _options.Credential.Prove(request, form, _audience, _options.Time);
        request.Content = new FormUrlEncodedContent(form);
        using var response = await _http.SendAsync(request).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return (await response.Content.ReadFromJsonAsync(ClientJson.Default.AccessToken).ConfigureAwait(false))!;
        throw response is { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, Content.Headers.ContentType.MediaType: "application/json" }
            && await response.Content.ReadFromJsonAsync(ClientJson.Default.TokenRefusal).ConfigureAwait(false) is { } refused
            ? new AccessTokenException(refused.Error, refused.Description)
            : await Refusal.ReadAsync(response, _options.Time, CancellationToken.None).ConfigureAwait(false);
    }

    private sealed record Kept(AccessToken Token, DateTimeOffset RenewAt);
}
