using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Mfa.Gateway.Forwarding;

/// <summary>
/// Takes the whole body in before a service hears of the request. It is small (64 KiB, the server's limit); a slow or broken-off one costs no
/// service anything, what is forwarded has one true length, and a request that reached nobody can be sent to another instance.
/// </summary>
internal sealed class RequestBody(RequestDelegate next, TimeProvider time)
{
    /// <summary>A route's metadata names another one where its body is not JSON.</summary>
    private const string MediaType = "MediaType";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public async Task InvokeAsync(HttpContext context)
    {
        if (Fault(context) is { } fault)
            await fault.ExecuteAsync(context);
        else if (await TakeInAsync(context))
            await next(context);
        else
            await TooSlow(context).ExecuteAsync(context);
    }

    private static Problem? Fault(HttpContext context)
    {
        var request = context.Request;
        if (RequestHeaders.Single.FirstOrDefault(name => request.Headers[name].Count > 1) is { } twice)
            return new RequestErrors().Add(twice, "This header stands twice.").ToProblem();
        if (!HasBody(context))
            return null;
        if (request.Headers.ContentEncoding.Count > 0)
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as it is, without a content encoding.");
        var expected = context.GetReverseProxyFeature().Route.Config.Metadata?.GetValueOrDefault(MediaType) ?? "application/json";
        return IsOf(request.ContentType, expected) ? null : new Problem(ProblemKind.UnsupportedMediaType, $"Send the body as {expected} in UTF-8.");
    }

    private static bool IsOf(string? contentType, string expected) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && string.Equals(type.MediaType, expected, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool HasBody(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody && context.Request.ContentLength != 0;

    /// <returns>False: it did not arrive in time.</returns>
    private async Task<bool> TakeInAsync(HttpContext context)
    {
        if (!HasBody(context))
            return true;
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            var body = await ReadAsync(context.Request.BodyReader, stop.Token);
            context.Request.Body = new MemoryStream(body, writable: false);
            context.Request.ContentLength = body.Length;
            context.Request.Headers.TransferEncoding = default;
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadAsync(PipeReader reader, CancellationToken stop)
    {
        ReadResult read;
        while (!(read = await reader.ReadAsync(stop)).IsCompleted)
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        var body = read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static Problem TooSlow(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return new Problem(ProblemKind.InvalidRequest, "The body did not arrive in time.");
    }
}
