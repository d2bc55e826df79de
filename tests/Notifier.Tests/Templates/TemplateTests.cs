using System.Text.Encodings.Web;
using Mfa.Notifier.Templates;

namespace Mfa.Notifier.Tests.Templates;

public sealed class TemplateTests
{
    private static readonly HashSet<string> Names = ["code", "service"];

    private static readonly Dictionary<string, IReadOnlySet<string>> Rows = new() { ["rows"] = new HashSet<string> { "row" } };

    [Theory]
    [InlineData("a {{code}} b", "a 1 b")]
    [InlineData("{{#service}}at {{service}}{{/service}}!", "!")]
    [InlineData("{{#code}}{{#service}}x{{/service}}y{{/code}}", "y")]
    [InlineData("{{#service}}{{#code}}x{{/code}}{{/service}}y", "y")]
    [InlineData("{ {code} }", "{ {code} }")]
    [InlineData("{{^service}}none{{/service}}{{^code}}x{{/code}}", "none")]
    [InlineData("{{#code}}{{^service}}{{code}}{{/service}}{{/code}}", "1")]
    public void ATemplateIsFilled(string template, string rendered) =>
        Assert.Equal(rendered, Template.Parse(template, Names).Render(new Dictionary<string, string?> { ["code"] = "1", ["service"] = null }, text => text));

    [Theory]
    [InlineData("{{password}}", "{{password}} is not a known placeholder")]
    [InlineData("{{ code }}", "{{ code }} is not a known placeholder")]
    [InlineData("{{code", "{{ without }}")]
    [InlineData("{{#code}}x", "{{#code}} is not closed")]
    [InlineData("{{^code}}x", "{{^code}} is not closed")]
    [InlineData("{{row}}", "{{row}} is not a known placeholder")]
    [InlineData("{{#rows}}{{/rows}}{{row}}", "{{row}} is not a known placeholder")]
    [InlineData("x{{/code}}", "{{/code}} closes nothing")]
    [InlineData("{{#code}}{{#service}}{{/code}}{{/service}}", "{{/code}} closes nothing")]
    public void AWrongOneFailsWhenItIsRead(string template, string problem) =>
        Assert.Contains(problem, Assert.Throws<TemplateException>(() => Template.Parse(template, Names, Rows)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{#rows}}{{code}}{{row}},{{/rows}}!", "1a,1b,!")]
    [InlineData("{{#rows}}{{#row}}[{{row}}]{{/row}}{{^row}}-{{/row}}{{/rows}}", "[a][b]")]
    [InlineData("{{#service}}{{#rows}}{{row}}{{/rows}}{{/service}}", "")]
    public void ASectionThatHasRowsStandsOnceARow(string template, string rendered) => Assert.Equal(rendered, Template.Parse(template, Names, Rows).Render(
        new Dictionary<string, string?> { ["code"] = "1" }, text => text, new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>>
        {
            ["rows"] = [new Dictionary<string, string?> { ["row"] = "a" }, new Dictionary<string, string?> { ["row"] = "b" }],
        }));

    [Fact]
    public void AValueIsNoTemplate() =>
        Assert.Equal("{{service}}&lt;b&gt;", Template.Parse("{{code}}", Names)
            .Render(new Dictionary<string, string?> { ["code"] = "{{service}}<b>", ["service"] = "x" }, HtmlEncoder.Default.Encode).Replace("&#x7B;", "{", StringComparison.Ordinal));
}
