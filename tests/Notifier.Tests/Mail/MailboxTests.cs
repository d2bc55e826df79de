using Mfa.Notifier.Mail;

namespace Mfa.Notifier.Tests.Mail;

public sealed class MailboxTests
{
    [Theory]
    [InlineData("kata@example.hu", "kata@example.hu")]
    [InlineData("k.kiss+mfa@Example.HU", "k.kiss+mfa@example.hu")]
    [InlineData("kata@ügyfél.hu", "kata@xn--gyfl-dpa4i.hu")]
    [InlineData("kata@почта.рф", "kata@xn--80a1acny.xn--p1ai")]
    public void AMailboxIsTakenInAscii(string text, string ascii) => Assert.Equal(ascii, Mailbox.Parse(text)?.Address);

    [Theory]
    [InlineData("")]
    [InlineData("kata")]
    [InlineData("@example.hu")]
    [InlineData("kata@")]
    [InlineData("kata@example")]
    [InlineData("a@b.hu,c@d.hu")]
    [InlineData("a@b.hu c@d.hu")]
    [InlineData("friends: a@b.hu, c@d.hu;")]
    [InlineData("Kata <kata@example.hu>")]
    [InlineData("\"kata kiss\"@example.hu")]
    [InlineData("kata@[127.0.0.1]")]
    [InlineData("kata@127.0.0.1")]
    [InlineData("kata@example.hu\r\nRCPT TO:<evil@example.com>")]
    [InlineData("kata\r\n@example.hu")]
    [InlineData("kata@example.hu\n")]
    [InlineData("kata\u2028@example.hu")]
    [InlineData("kata@example.hu>")]
    [InlineData("<kata@example.hu")]
    [InlineData("kata@exam ple.hu")]
    [InlineData("kata(comment)@example.hu")]
    [InlineData(".kata@example.hu")]
    [InlineData("ka..ta@example.hu")]
    [InlineData("kata＠example.hu")]
    [InlineData("kata@ｅxample.hu")]
    [InlineData("kata@example。hu")]
    [InlineData("каta@example.hu")]
    [InlineData("kata@-example.hu")]
    [InlineData("kata@example.hu.")]
    public void WhatIsNotOneMailboxIsRefused(string text) => Assert.Null(Mailbox.Parse(text));

    [Fact]
    public void WhatIsTooLongIsRefused()
    {
        Assert.Null(Mailbox.Parse(new string('a', 65) + "@example.hu"));
        Assert.Null(Mailbox.Parse("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) + ".hu"));
        Assert.NotNull(Mailbox.Parse(new string('a', 64) + "@example.hu"));
    }
}
