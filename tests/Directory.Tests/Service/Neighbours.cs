using System.Collections.Concurrent;
using System.Net;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mfa.Directories.Tests.Service;

/// <summary>Enrollment and Challenge as Directory sees them from its process: their internal routes, over h2c, answering what a test tells them to.</summary>
public sealed class Neighbours : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Neighbours(WebApplication app) => _app = app;

    /// <summary>By account; an account that is not here never had a factor.</summary>
    public ConcurrentDictionary<string, FactorSummary> Summaries { get; } = new();

    /// <summary>By account; of an account that is not here Enrollment tells nothing now.</summary>
    public ConcurrentDictionary<string, FactorExport> Exports { get; } = new();

    /// <summary>By account: what else happens while Enrollment is asked for its summary.</summary>
    public ConcurrentDictionary<string, Func<Task>> Meanwhile { get; } = new();

    /// <summary>Accounts whose summary Enrollment does not tell now.</summary>
    public ConcurrentDictionary<string, bool> Untold { get; } = new();

    /// <summary>By token; a token that is not here is not good.</summary>
    public ConcurrentDictionary<string, Session> Sessions { get; } = new();

    public MailProofs Mail { get; } = new();

    /// <summary>How both are; null: they know no such question.</summary>
    public ServiceStatus? Status { get; set; }

    /// <summary>Before they say how they are.</summary>
    public Task StatusWaits { get; set; } = Task.CompletedTask;

    /// <summary>What arrived: the path, the body, the service token.</summary>
    public ConcurrentQueue<(string Path, string Body, string? Authorization)> Told { get; } = new();

    /// <summary>Paths beginning so are answered 503.</summary>
    public string? Broken { get; set; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<Neighbours> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(new ProblemOptions(new Uri("http://mfa.test")));
        var app = builder.Build();
        var neighbours = new Neighbours(app);
        app.Use(neighbours.ListenAsync);
        app.MapGet("/internal/factor-summaries/{account}", async (string account) =>
        {
            if (neighbours.Untold.ContainsKey(account))
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            if (neighbours.Meanwhile.TryRemove(account, out var happens))
                await happens();
            return Results.Json(neighbours.Summaries.GetValueOrDefault(account) ?? new FactorSummary(0, null, 0, false, 0, []), InternalJson.Default.FactorSummary);
        });
        app.MapGet(ServiceStatus.Path, async () =>
        {
            await neighbours.StatusWaits;
            return neighbours.Status is { } status ? Results.Json(status, InternalJson.Default.ServiceStatus) : Results.NotFound();
        });
        app.MapGet("/internal/factor-exports/{account}", (string account) => neighbours.Exports.TryGetValue(account, out var export)
            ? Results.Json(export, InternalJson.Default.FactorExport) : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        app.MapPost("/internal/tokens/check", (TokenCheck check) => neighbours.Sessions.TryGetValue(check.Token.Reveal(), out var session)
            && session.AccountId == check.AccountId && session.Realm == check.Realm && session.RelyingParty == check.RelyingParty
            && (check.Class == "step-up") == session.Factor is not null
                ? Results.Json(session, InternalJson.Default.Session) : new Problem(ProblemKind.InvalidToken, "Not good."));
        app.MapPut("/internal/accounts/{account}/version", () => Results.NoContent());
        app.MapPut("/internal/accounts/{account}/address", () => Results.NoContent());
        app.MapPut("/internal/accounts/{account}/erasure", () => Results.NoContent());
        app.MapPut("/internal/relying-parties/{id}", () => Results.NoContent());
        neighbours.Mail.Map(app);
        await app.StartAsync();
        return neighbours;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ListenAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        Told.Enqueue((context.Request.Path, await reader.ReadToEndAsync(), context.Request.Headers.Authorization));
        context.Request.Body.Position = 0;
        if (Broken is { } broken && context.Request.Path.StartsWithSegments(broken, StringComparison.Ordinal))
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else
            await next(context);
    }
}
