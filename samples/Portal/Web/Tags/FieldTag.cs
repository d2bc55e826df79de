using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Mfa.Samples.Portal.Web.Tags;

/// <summary>
/// <c>&lt;field name="password" type="password" label="…" hint="…" autocomplete="current-password" /&gt;</c>: a label, a hint that is read with it, and an input. With
/// <c>format="digits-6"</c> it is a field for a code.
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTag : TagHelper
{
    /// <summary>Of the form's value; also its <c>id</c>.</summary>
    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public string Type { get; set; } = "text";

    public string? Value { get; set; }

    public string Autocomplete { get; set; } = "off";

    /// <summary>How a code looks: <c>digits-6</c>, <c>digits-8</c> or <c>recovery-16</c>.</summary>
    public string? Format { get; set; }

    public string? Inputmode { get; set; }

    public int? Maxlength { get; set; }

    public bool Autofocus { get; set; }

    public bool Optional { get; set; }

    /// <summary>For a field of files.</summary>
    public string? Accept { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Format is null ? "field" : "field field-code");
        var label = new TagBuilder("label");
        label.Attributes["for"] = Name;
        label.InnerHtml.Append(Label);
        output.Content.AppendHtml(label);
        if (Hint is not null)
        {
            var hint = new TagBuilder("p");
            hint.AddCssClass("hint");
            hint.Attributes["id"] = Name + "-hint";
            hint.InnerHtml.Append(Hint);
            output.Content.AppendHtml(hint);
        }

        output.Content.AppendHtml(Input());
    }

    private TagBuilder Input()
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        var code = CodeOf(Format);
        Set("id", Name);
        Set("name", Name);
        Set("type", Type);
        Set("value", Value);
        Set("autocomplete", Format is null ? Autocomplete : code.Autocomplete);
        Set("inputmode", Inputmode ?? code.Inputmode);
        Set("maxlength", (Maxlength ?? code.Length)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("accept", Accept);
        Set("aria-describedby", Hint is null ? null : Name + "-hint");
        Set("required", Optional ? null : "required");
        Set("autofocus", Autofocus ? "autofocus" : null);
        if (Format is not null || Type == "password" || Name == "identifier")
        {
            Set("autocapitalize", "off");
            Set("spellcheck", "false");
        }

        return input;

        void Set(string attribute, string? value)
        {
            if (value is not null)
                input.Attributes[attribute] = value;
        }
    }

    // Spaces and dashes that people type or paste are room enough; the page takes them out.
    private static (string? Inputmode, int? Length, string Autocomplete) CodeOf(string? format) => format switch
    {
        null => (null, null, "off"),
        "recovery-16" => ("text", 24, "off"),
        _ => ("numeric", 12, "one-time-code"),
    };
}
