using Mfa.Directories.Domain;

namespace Mfa.Directories.Tests.Domain;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("anna@example.hu")]
    [InlineData("Anna.Kovacs+mfa@mail.example.co.uk")]
    [InlineData("o'neil@example.ie")]
    [InlineData("a@b.co")]
    [InlineData("anna@köztársaság.hu")]
    [InlineData("anna@xn--kztrsasg-bzae7t.hu")]
    public void OneMailboxIsAnAddress(string text) => Assert.True(EmailAddress.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("@example.hu")]
    [InlineData("anna@")]
    [InlineData("anna@localhost")]
    [InlineData("anna@example.hu, bela@example.hu")]
    [InlineData("anna@example.hu;bela@example.hu")]
    [InlineData("anna@example.hu\r\nBcc: bela@example.hu")]
    [InlineData("anna@example.hu\n")]
    [InlineData("Anna <anna@example.hu>")]
    [InlineData("\"anna\"@example.hu")]
    [InlineData("\"a b\"@example.hu")]
    [InlineData("anna(comment)@example.hu")]
    [InlineData("friends: anna@example.hu;")]
    [InlineData("anna@bela@example.hu")]
    [InlineData("anna@[192.0.2.1]")]
    [InlineData("anna@192.0.2.1")]
    [InlineData("anna@example..hu")]
    [InlineData("anna@.example.hu")]
    [InlineData("anna@example.hu.")]
    [InlineData("anna@-example.hu")]
    [InlineData("anna@exa_mple.hu")]
    [InlineData("anna@exam\u202Eple.hu")]
    [InlineData(".anna@example.hu")]
    [InlineData("anna.@example.hu")]
    [InlineData("an..na@example.hu")]
    [InlineData("an na@example.hu")]
    [InlineData("ánna@example.hu")]
    [InlineData("\u0430nna@example.hu")]
    [InlineData("ａnna@example.hu")]
    [InlineData("anna＠example.hu")]
    [InlineData("anna@ｅxample.hu")]
    [InlineData("anna@example\u3002hu")]
    [InlineData("anna@exam\u200Bple.hu")]
    [InlineData("anna@exam\u00ADple.hu")]
    [InlineData("anna@example.hu\u2028")]
    [InlineData("anna@example.hu\u0085")]
    [InlineData("<anna@example.hu>")]
    [InlineData("anna@ko\u0308ztarsasag.hu")]
    [InlineData("anna%00@example.hu\0")]
    public void AnythingElseIsNone(string text) => Assert.False(EmailAddress.IsValid(text));

    [Theory]
    [InlineData("anna@example.hu", "anna@EXAMPLE.HU", true)]
    [InlineData("anna@köztársaság.hu", "anna@xn--kztrsasg-bzae7t.hu", true)]
    [InlineData("anna@example.hu", "Anna@example.hu", false)]
    [InlineData("anna@example.hu", "anna@example.org", false)]
    public void TheDomainIsComparedAsOne(string one, string other, bool same) => Assert.Equal(same, EmailAddress.AreSame(one, other));

    [Fact]
    public void TheLimitsAre64And254()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 63), 3)) + ".hu";
        Assert.True(EmailAddress.IsValid(new string('a', 64) + "@example.hu"));
        Assert.False(EmailAddress.IsValid(new string('a', 65) + "@example.hu"));
        Assert.True(EmailAddress.IsValid(new string('a', 254 - 1 - domain.Length) + "@" + domain));
        Assert.False(EmailAddress.IsValid(new string('a', 255 - 1 - domain.Length) + "@" + domain));
    }
}
