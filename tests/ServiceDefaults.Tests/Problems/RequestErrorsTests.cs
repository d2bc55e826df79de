using Mfa.ServiceDefaults.Problems;

namespace Mfa.ServiceDefaults.Tests.Problems;

public sealed class RequestErrorsTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("a", false)]
    [InlineData("12345", false)]
    [InlineData("123456", true)]
    [InlineData("a\u0001", true)]
    [InlineData("a\u0085", true)]
    [InlineData("\ud83d\ude00", false)]
    public void ARequiredTextIsThereShortAndWellFormed(string? value, bool wrong) =>
        Assert.Equal(wrong, new RequestErrors().Require("/x", value, longest: 5).Any);

    [Fact]
    public void ALoneSurrogateIsNoText()
    {
        // Not inline: attributes hold UTF-8, which has no lone surrogates.
        string[] broken = ["a\ud800", "\udc00a", "\udc00\ud800", "\ud800\ud800\udc00"];

        Assert.All(broken, text => Assert.True(new RequestErrors().Require("/x", text, longest: 5).Any));
    }

    [Fact]
    public void AnAllowedTextMayBeAbsent() => Assert.False(new RequestErrors().Allow("/x", null).Allow("/y", "").Any);

    [Fact]
    public void AConditionIsToldAtItsPlace() => Assert.Equal((true, false), (new RequestErrors().When(true, "/x", "d").Any, new RequestErrors().When(false, "/x", "d").Any));
}
