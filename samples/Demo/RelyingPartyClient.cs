using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mfa.Samples.Demo;

/// <summary>Calls the public API. All requests of one step carry its trace id, by which it is found in the traces.</summary>
internal sealed class RelyingPartyClient(HttpClient http, Secrets secrets)
{
    private const int MostTries = 4;

    private string? _accessToken;

    public ActivityTraceId Trace { get; set; }

    /// <summary>RFC 6749 §4.4 with the credentials in the header (§2.3.1).</summary>
    public async Task<Answer> GetTokenAsync(string clientId, string secret, string scope)
    {
        var credentials = Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials)) },
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", scope)]),
        };
        var answer = await SendAsync(request);
        if (answer.Status == 200)
            _accessToken = answer.Text("access_token");
        return answer;
    }

    public Task<Answer> PostAsync(string path, object body, string? stepUp = null) => SendAsync(HttpMethod.Post, path, body, stepUp);

    /// <summary>A 503 is asked again when the service says so: what makes something carries a key, so that it is made once; a verify is never repeated.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object body, string? stepUp = null)
    {
        var json = JsonSerializer.Serialize(body);
        secrets.Note(json);
        var key = Path.GetFileName(path) is "accounts" or "challenges" or "factors" ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;
        var tries = Path.GetFileName(path) is "verify" or "resend" ? 1 : MostTries;
        while (true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            if (stepUp is not null)
                request.Headers.Add("Mfa-Step-Up", stepUp);
            if (key is not null)
                request.Headers.Add("Idempotency-Key", key);
            var answer = await SendAsync(request);
            if (answer is not { Problem: "dependency-unavailable", RetryAfter: { } delay } || --tries == 0)
                return answer;
            await Task.Delay(delay);
        }
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Add("traceparent", $"00-{Trace}-{ActivitySpanId.CreateRandom()}-01");
        if (_accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _accessToken);

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        secrets.Note(text);
        return new Answer((int)response.StatusCode, text, Parse(text), response.Headers.RetryAfter?.Delta);
    }

    private static JsonElement Parse(string text)
    {
        if (text.Length == 0)
            return default;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
