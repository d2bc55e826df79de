using System.Buffers;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Mfa.Gateway.Edge;

/// <summary>
/// Lets only a request pass that can be read in one way. Every path of ours is plain: lower-case letters, digits and <c>-._~</c> between single
/// slashes. An escaped, doubled, dotted or otherwise dressed-up path is no path of ours, whatever a server behind might make of it.
/// </summary>
internal sealed class RequestForm(RequestDelegate next)
{
    /// <summary>What services say to each other has no address here at all.</summary>
    private const string Inside = "/internal";

    private static readonly SearchValues<char> PathLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._~/");

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var problem = !IsOneMessage(context)
            ? Refuse(context, "The request's length is told in two ways, or its target is not a path.")
            : IsPlain(request) && IsKnownMethod(request.Method) ? null : Problem.NotFound();
        // Behind these two an upgrade to another protocol would begin; there is none here.
        request.Headers.Remove("Upgrade");
        request.Headers.Remove("HTTP2-Settings");
        return problem is null ? next(context) : problem.ExecuteAsync(context);
    }

    private static bool IsPlain(HttpRequest request)
    {
        var path = request.Path.Value!;
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // As sent and as read are the same: nothing was unescaped, no dot segment removed.
        return target.Length == path.Length + request.QueryString.Value!.Length && target.StartsWith(path, StringComparison.Ordinal)
            && !path.AsSpan().ContainsAnyExcept(PathLetters) && !path.Contains("//", StringComparison.Ordinal) && !path.EndsWith('/')
            && !request.Path.StartsWithSegments(Inside, StringComparison.Ordinal);
    }

    private static bool IsKnownMethod(string method) => method is "GET" or "POST" or "PATCH" or "PUT" or "DELETE";

    /// <summary>
    /// RFC 9112 §6.1: a length beside a transfer coding, which the server sets aside under this name, or a coding in HTTP/1.0
    /// may be an attempt at smuggling.
    /// </summary>
    private static bool IsOneMessage(HttpContext context) =>
        !context.Request.Headers.ContainsKey("X-Content-Length")
        && !(HttpProtocol.IsHttp10(context.Request.Protocol) && context.Request.Headers.TransferEncoding.Count > 0)
        && context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is ['/', ..];

    private static Problem Refuse(HttpContext context, string detail)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return new Problem(ProblemKind.InvalidRequest, detail);
    }
}
