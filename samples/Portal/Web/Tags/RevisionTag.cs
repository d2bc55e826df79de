using System.Globalization;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Mfa.Samples.Portal.Web.Tags;

/// <summary>Every form of a realm's page names the revision of the sitting it was made for; see <see cref="SittingFilter"/>.</summary>
[HtmlTargetElement("form", Attributes = "method")]
public sealed class RevisionTag : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.HttpContext.Items[typeof(Sitting)] is not Sitting sitting)
            return;
        var field = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        field.Attributes["type"] = "hidden";
        field.Attributes["name"] = SittingFilter.RevisionField;
        field.Attributes["value"] = sitting.Revision.ToString(CultureInfo.InvariantCulture);
        output.PostContent.AppendHtml(field);
    }
}
