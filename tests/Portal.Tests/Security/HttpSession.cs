using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Mfa.Samples.Portal.Tests.Security;

/// <summary>A browser reduced to what HTTP knows of it: cookies by name, and forms by their hidden fields. It follows no redirect and obeys no rule of browsers.</summary>
internal sealed partial class HttpSession : IDisposable
{
    private readonly HttpClient _http;

    public HttpSession(Uri portal) =>
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal };

    /// <summary>What is sent next.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>Every cookie that was set, as it came.</summary>
    public List<string> SetCookies { get; } = [];

    public Task<PortalAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<PortalAnswer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => SendAsync(HttpMethod.Post, path, fields);

    public async Task<PortalAnswer> SendAsync(HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>>? fields)
    {
        using var request = new HttpRequestMessage(method, path);
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (fields is not null)
            request.Content = new FormUrlEncodedContent(fields);
        using var response = await _http.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            Keep([.. set]);
        return new PortalAnswer(response.StatusCode, Headers(response), await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    private void Keep(string[] set)
    {
        SetCookies.AddRange(set);
        foreach (var cookie in set.Select(one => Cookie().Match(one)))
            Cookies[cookie.Groups["name"].Value] = cookie.Groups["value"].Value;
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage response)
    {
        IEnumerable<HttpHeaders> both = [response.Headers, response.Content.Headers];
        return both.SelectMany(headers => headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value), StringComparer.Ordinal);
    }

    [GeneratedRegex("^(?<name>[^=]+)=(?<value>[^;]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cookie();
}

/// <summary>What came back.</summary>
/// <param name="Headers">By their names in small letters.</param>
internal sealed partial record PortalAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Html)
{
    public string? Location => Headers.GetValueOrDefault("location");

    /// <summary>Of the page's first form, with the token and the revision.</summary>
    public Dictionary<string, string> Hidden => Inputs().Matches(Html).Select(input => input.Value)
        .Where(input => input.Contains("type=\"hidden\"", StringComparison.Ordinal))
        .DistinctBy(NameOf).ToDictionary(NameOf, input => WebUtility.HtmlDecode(Value().Match(input).Groups["text"].Value), StringComparer.Ordinal);

    private static string NameOf(string input) => Name().Match(input).Groups["text"].Value;

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Inputs();

    [GeneratedRegex("""\sname="(?<text>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("""\svalue="(?<text>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();
}
