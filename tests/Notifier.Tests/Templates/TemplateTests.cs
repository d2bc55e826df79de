using System.Text.Encodings.Web;
using Mfa.Notifier.Templates;

namespace Mfa.Notifier.Tests.Templates;

public sealed class TemplateTests
{
    private static readonly HashSet<string> Names = ["code", "service"];

    [Theory]
    [InlineData("a {{code}} b", "a 1 b")]
    [InlineData("{{#service}}at {{service}}{{/service}}!", "!")]
    [InlineData("{{#code}}{{#service}}x{{/service}}y{{/code}}", "y")]
    [InlineData("{{#service}}{{#code}}x{{/code}}{{/service}}y", "y")]
    [InlineData("{ {code} }", "{ {code} }")]
    public void ATemplateIsFilled(string template, string rendered) =>
        Assert.Equal(rendered, Template.Parse(template, Names).Render(new Dictionary<string, string?> { ["code"] = "1", ["service"] = null }, text => text));

    [Theory]
    [InlineData("{{password}}", "{{password}} is not a known placeholder")]
    [InlineData("{{ code }}", "{{ code }} is not a known placeholder")]
    [InlineData("{{code", "{{ without }}")]
    [InlineData("{{#code}}x", "{{#code}} is not closed")]
    [InlineData("x{{/code}}", "{{/code}} closes nothing")]
    [InlineData("{{#code}}{{#service}}{{/code}}{{/service}}", "{{/code}} closes nothing")]
    public void AWrongOneFailsWhenItIsRead(string template, string problem) =>
        Assert.Contains(problem, Assert.Throws<TemplateException>(() => Template.Parse(template, Names)).Message, StringComparison.Ordinal);

    [Fact]
    public void AValueIsNoTemplate() =>
        Assert.Equal("{{service}}&lt;b&gt;", Template.Parse("{{code}}", Names)
            .Render(new Dictionary<string, string?> { ["code"] = "{{service}}<b>", ["service"] = "x" }, HtmlEncoder.Default.Encode).Replace("&#x7B;", "{", StringComparison.Ordinal));
}
