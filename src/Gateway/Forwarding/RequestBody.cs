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

    private const int Largest = 64 * 1024;

    /// <summary>Up to here a body that is too large is read and dropped: a caller still sending when the connection closes would never see the answer.</summary>
    private const int Swallowed = 4 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public async Task InvokeAsync(HttpContext context)
    {
        if ((Fault(context) ?? await TakeInAsync(context)) is { } problem)
            await problem.ExecuteAsync(context);
        else
            await next(context);
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

    private async Task<Problem?> TakeInAsync(HttpContext context)
    {
        if (!HasBody(context))
            return null;
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Swallowed;
        try
        {
            var (body, arrived) = await ReadAsync(context.Request.BodyReader);
            if (!arrived)
                return Refuse(context, "The body did not arrive in time.");
            if (body is null)
                return new Problem(ProblemKind.BodyTooLarge, "Send at most 64 KiB.");
            context.Request.Body = new MemoryStream(body, writable: false);
            context.Request.ContentLength = body.Length;
            context.Request.Headers.TransferEncoding = default;
            return null;
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            return Refuse(context, "The body is broken off or not framed as HTTP wants it.");
        }
    }

    /// <returns>No body: it is too large.</returns>
    private async Task<(byte[]? Body, bool Arrived)> ReadAsync(PipeReader reader)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        await using var patience = limit.Token.Register(reader.CancelPendingRead);
        var tooLarge = false;
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            tooLarge |= read.Buffer.Length > Largest;
            var body = read.IsCompleted && !tooLarge ? read.Buffer.ToArray() : null;
            reader.AdvanceTo(read.IsCompleted || tooLarge ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
                return (body, read.IsCompleted);
        }
    }

    private static Problem Refuse(HttpContext context, string detail)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return new Problem(ProblemKind.InvalidRequest, detail);
    }
}
