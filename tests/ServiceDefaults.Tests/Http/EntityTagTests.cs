using Mfa.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Tests.Http;

public sealed class EntityTagTests
{
    [Fact]
    public void TheSameStateHasTheSameTag()
    {
        var (first, second, other) = (new DefaultHttpContext(), new DefaultHttpContext(), new DefaultHttpContext());

        Assert.False(EntityTag.IsCurrent(first, "pending", null));
        EntityTag.IsCurrent(second, "pending", null);
        EntityTag.IsCurrent(other, "approved", null);

        Assert.Equal(first.Response.Headers.ETag, second.Response.Headers.ETag);
        Assert.NotEqual(first.Response.Headers.ETag, other.Response.Headers.ETag);
        Assert.Matches("^\"[0-9a-f]{24}\"$", first.Response.Headers.ETag.ToString());
    }

    [Theory]
    [InlineData("{0}", true)]
    [InlineData("\"x\", {0}", true)]
    [InlineData("\"x\"", false)]
    [InlineData("", false)]
    public void WhoHasItIsToldSo(string ifNoneMatch, bool current)
    {
        var probe = new DefaultHttpContext();
        EntityTag.IsCurrent(probe, "a");
        var asked = new DefaultHttpContext();
        asked.Request.Headers.IfNoneMatch = string.Format(System.Globalization.CultureInfo.InvariantCulture, ifNoneMatch, probe.Response.Headers.ETag.ToString());

        Assert.Equal(current, EntityTag.IsCurrent(asked, "a"));
    }
}
