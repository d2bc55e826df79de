using System.Collections.Concurrent;
using System.Net;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mfa.Enrollments.Tests.Neighbours;

/// <summary>Another service as Enrollment meets it: HTTP/2 without TLS on loopback, and it takes Enrollment's service token only.</summary>
internal abstract class Neighbour(string name, TestKeys keys) : IAsyncDisposable
{
    private readonly TokenVerifier _verifier = keys.VerifierOf(name);
    private WebApplication? _app;

    protected TestKeys Keys { get; } = keys;

    public Uri Address { get; private set; } = null!;

    /// <summary>What happens instead of an answer, by the beginning of the path; the empty text is everything. The outbox's relay calls at any time.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Trouble { get; } = [];

    /// <summary>Calls that were answered, by path.</summary>
    public List<string> Calls { get; } = [];

    public static Task HangUp(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public static Task NeverAnswer(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    public static Task BeUnavailable(HttpContext context) => Problem.Unavailable("challenge-redis").ExecuteAsync(context);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(new ProblemOptions(new Uri(EnrollmentApp.PublicUrl)));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, InternalJson.Default));
        _app = builder.Build();
        _app.Use(GuardAsync);
        Map(_app);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        Trouble.Clear();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    protected abstract void Map(IEndpointRouteBuilder routes);

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (await _verifier.VerifyAsync(token) is null)
        {
            await new Problem(ProblemKind.Unauthorized, "No service token.").ExecuteAsync(context);
            return;
        }

        var path = context.Request.Path.Value!;
        var trouble = Trouble.FirstOrDefault(t => path.StartsWith(t.Key, StringComparison.Ordinal)).Value;
        lock (Calls)
            Calls.Add($"{context.Request.Method} {path}");
        await (trouble is null ? next(context) : trouble(context));
    }
}
