using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mfa.ServiceDefaults.Problems;

/// <summary>Turns what the framework answers with an exception or a bare status into the one problem shape.</summary>
internal sealed partial class ProblemResponses(RequestDelegate next, ILogger<ProblemResponses> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && OfStatus(context) is { } problem)
                await problem.ExecuteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && OfException(context, exception) is { } problem)
        {
            context.Response.Clear();
            await problem.ExecuteAsync(context);
        }
    }

    private static Problem? OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        _ when context.Response.ContentType is not null || context.Response.ContentLength > 0 => null,
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => Problem.NotFound(),
        StatusCodes.Status415UnsupportedMediaType => new Problem(ProblemKind.UnsupportedMediaType, "Send the body as application/json in UTF-8."),
        StatusCodes.Status413PayloadTooLarge => new Problem(ProblemKind.BodyTooLarge, "Send at most 64 KiB."),
        StatusCodes.Status400BadRequest => new Problem(ProblemKind.InvalidRequest, "The request can't be read as HTTP or JSON."),
        _ => null,
    };

    private Problem? OfException(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new Problem(ProblemKind.BodyTooLarge, "Send at most 64 KiB.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as application/json in UTF-8.");
            case BadHttpRequestException { InnerException: JsonException json }:
                return JsonErrors.ToProblem(json);
            case BadHttpRequestException:
                return new RequestErrors().Add("", "A parameter is missing or of the wrong form.").ToProblem();
            case DependencyUnavailableException unavailable:
                Log.DependencyUnavailable(logger, unavailable.Dependency, exception.InnerException?.GetType().Name ?? "time limit");
                return Problem.Unavailable(unavailable.Dependency);
            case var _ when exception.GetBaseException() is DbException failure:
                Log.DependencyUnavailable(logger, "database", failure.GetType().Name);
                return Problem.Unavailable("database");
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            default:
                Log.Failed(logger, exception, context.GetEndpoint()?.DisplayName ?? "unrouted");
                return Problem.Unavailable("service");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Dependency} did not answer ({Cause}); the request was refused")]
        public static partial void DependencyUnavailable(ILogger logger, string dependency, string cause);

        [LoggerMessage(2, LogLevel.Error, "{Endpoint} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string endpoint);
    }
}
