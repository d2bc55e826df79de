using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mfa.Mfactl.Tests;

/// <summary>The service as the contract has it, without one: answers what a test laid out and keeps what it was asked.</summary>
internal sealed class StubService : HttpMessageHandler
{
    private readonly Dictionary<string, (HttpStatusCode Status, string Body, string MediaType)> _answers = new(StringComparer.Ordinal)
    {
        ["POST /oauth2/token"] = (HttpStatusCode.OK, """{"access_token":"token","token_type":"Bearer","expires_in":300,"scope":"mfa.operate"}""", "application/json"),
    };

    /// <summary>What was asked, without the requests for tokens: method and path, and the body.</summary>
    public List<(string Request, JsonNode? Body)> Asked { get; } = [];

    /// <summary>The forms of the requests for tokens.</summary>
    public List<string> TokenRequests { get; } = [];

    public StubService On(string request, string body, HttpStatusCode status = HttpStatusCode.OK, string? mediaType = null)
    {
        _answers[request] = (status, body, mediaType ?? ((int)status < 400 ? "application/json" : "application/problem+json"));
        return this;
    }

    public StubService Refuse(string request, int status, string code) => On(
        request, $$"""{"type":"https://mfa.test/problems/{{code}}","title":"T","status":{{status}},"code":"{{code}}","detail":"Because.","traceId":"4bf92f"}""", (HttpStatusCode)status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var asked = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        if (asked == "POST /oauth2/token")
            TokenRequests.Add(body);
        else
            Asked.Add((asked, body.Length == 0 ? null : JsonNode.Parse(body)));
        var (status, content, mediaType) = _answers.TryGetValue(asked, out var laidOut)
            ? laidOut : throw new InvalidOperationException($"Nothing was laid out for {asked}.");
        return new HttpResponseMessage(status) { Content = new StringContent(content, Encoding.UTF8, mediaType) };
    }
}
