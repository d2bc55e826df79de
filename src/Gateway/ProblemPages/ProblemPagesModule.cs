using System.Collections.Frozen;
using System.Text;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Gateway.ProblemPages;

/// <summary><c>GET /problems/{code}</c>: where the <c>type</c> of every problem leads.</summary>
internal static class ProblemPagesModule
{
    public static void MapProblemPages(this IEndpointRouteBuilder routes)
    {
        var pages = ProblemKind.All.ToFrozenDictionary(
            kind => kind.Code, kind => new ProblemPage(Encoding.UTF8.GetString(EmbeddedFile.Read($"problems.{kind.Code}.md"))), StringComparer.Ordinal);
        routes.MapGet("/problems/{code}", (string code, HttpResponse response) =>
        {
            if (!pages.TryGetValue(code, out var page))
                return Problem.NotFound();
            response.Headers.ContentSecurityPolicy = ProblemPage.ContentSecurityPolicy;
            response.Headers["Referrer-Policy"] = "no-referrer";
            response.Headers.CacheControl = "public, max-age=3600";
            return Results.Bytes(page.Html, "text/html; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
