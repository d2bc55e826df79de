using System.Security.Cryptography;
using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Mfa.Gateway.ProblemPages;

/// <summary>One page of <c>docs/problems</c> as HTML: no script, no request to anywhere, one style known by its hash.</summary>
internal sealed class ProblemPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();
    private static readonly string Frame = Encoding.UTF8.GetString(EmbeddedFile.Read("problem-page.html"));

    /// <summary>The same for every page: nothing but the frame's own style may act.</summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{HashOf(Between(Frame, "<style>", "</style>"))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <param name="markdown">Its first line is the title, a heading.</param>
    public ProblemPage(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        // The pages link to each other as files, so that the links hold in the source tree too.
        foreach (var link in document.Descendants<LinkInline>().Where(link => link.Url?.EndsWith(".md", StringComparison.Ordinal) == true))
            link.Url = link.Url![..^".md".Length];
        var title = System.Net.WebUtility.HtmlEncode(markdown.Split('\n')[0].TrimStart('#', ' '));
        Html = Encoding.UTF8.GetBytes(Frame
            .Replace("{title}", title, StringComparison.Ordinal)
            .Replace("{body}", document.ToHtml(Pipeline).TrimEnd(), StringComparison.Ordinal));
    }

    public byte[] Html { get; }

    private static string HashOf(string style) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));

    private static string Between(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return text[start..text.IndexOf(to, StringComparison.Ordinal)];
    }
}
