using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mfa.Client.Tests.Service;

/// <summary>Plays the service on loopback for what a real one can't be made to do at a chosen moment. It issues tokens; the rest is the test's.</summary>
internal sealed class ServiceDouble : IAsyncDisposable
{
    public const string ClientId = "rp_double";
    public const string Secret = "s3cret: with / and é";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private int _tokens;

    private ServiceDouble()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public FakeTime Time { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Everything but the token endpoint.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("{}");

    public Func<HttpContext, Task>? TokenAnswer { get; set; }

    /// <summary>What came, without what came for a token.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. _seen.Where(request => request.Path != "/oauth2/token")];

    public IReadOnlyList<SeenRequest> SeenAtTokens => [.. _seen.Where(request => request.Path == "/oauth2/token")];

    public static async Task<ServiceDouble> StartAsync()
    {
        var service = new ServiceDouble();
        await service._app.StartAsync();
        service.Http = new HttpClient { BaseAddress = service.Address };
        return service;
    }

    public MfaClient Client(ClientCredential? credential = null, Func<MfaClientOptions, MfaClientOptions>? with = null)
    {
        var options = new MfaClientOptions { Credential = credential ?? new ClientSecretCredential(ClientId, Secret), Time = Time };
        return new MfaClient(Http, with is null ? options : with(options));
    }

    public static Task RefuseAsync(HttpContext context, int status, string code, int? retryAfter = null, string more = "")
    {
        context.Response.StatusCode = status;
        if (retryAfter is { } seconds)
            context.Response.Headers.RetryAfter = $"{seconds}";
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(
            $$"""{"type":"https://mfa.test/problems/{{code}}","title":"T","status":{{status}},"code":"{{code}}","detail":"Why.","traceId":"0af7651916cd43dd8448eb211c80319c"{{more}}}""");
    }

    /// <summary>The answers one after the other; the last for all that come later.</summary>
    public void AnswerInTurn(params Func<HttpContext, Task>[] answers)
    {
        var turn = 0;
        Answer = context => answers[Math.Min(Interlocked.Increment(ref turn) - 1, answers.Length - 1)](context);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _seen.Enqueue(new SeenRequest(context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value!, headers, await reader.ReadToEndAsync()));
        context.Response.ContentType = "application/json";
        if (context.Request.Path != "/oauth2/token")
            await Answer(context);
        else if (TokenAnswer is not null)
            await TokenAnswer(context);
        else
            await IssueAsync(context);
    }

    public Task IssueAsync(HttpContext context) => context.Response.WriteAsync(
        $$"""{"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","token_type":"Bearer","expires_in":300,"scope":"mfa.challenge"}""");
}

internal sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
