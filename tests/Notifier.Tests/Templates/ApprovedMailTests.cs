using Mfa.Testing;

namespace Mfa.Notifier.Tests.Templates;

public sealed class ApprovedMailTests : IDisposable
{
    private static readonly ApprovedMails Approved = new(Path.Combine(Checkout.Root, "tests", "Notifier.Tests", "Templates", "Approved"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mfa-approved-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(SampleMails.Names), MemberType = typeof(SampleMails))]
    public void EveryMailIsAsApproved(string realm, string locale, string name)
    {
        var files = ApprovedMails.FilesOf(realm, locale, name, SampleMails.Render(realm, locale, name));
        if (ApprovedMails.IsUpdate)
            Approved.Write(files);

        Assert.Empty(Approved.Differences(files));
    }

    [Fact]
    public void EveryApprovedFileHasItsMail()
    {
        string[] names = [.. SampleMails.Names().SelectMany(mail => ApprovedMails.FilesOf(mail.Data.Item1, mail.Data.Item2, mail.Data.Item3, new("", "", "")).Keys)];
        if (ApprovedMails.IsUpdate)
            Approved.Clear(names);

        Assert.Empty(Approved.Leftovers(names));
    }

    [Fact]
    public void AMailThatNobodyApprovedIsFound()
    {
        var problem = Assert.Single(new ApprovedMails(_folder.FullName).Differences(new Dictionary<string, string> { ["new.en.txt"] = "x" }));

        Assert.Contains("new.en.txt is missing", problem, StringComparison.Ordinal);
        Assert.Contains("MFA_UPDATE_MAILS=1", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedMailIsFoundWithItsLine()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "one.en.txt"), "first\nsecond\n");

        var problem = Assert.Single(new ApprovedMails(_folder.FullName).Differences(new Dictionary<string, string> { ["one.en.txt"] = "first\nother\n" }));

        Assert.Contains("line 2: approved is «second», the mail says «other»", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ALeftoverFileIsFound()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "kept.en.txt"), "");
        File.WriteAllText(Path.Combine(_folder.FullName, "gone.en.txt"), "");

        var approved = new ApprovedMails(_folder.FullName);
        Assert.Contains("gone.en.txt belongs to no mail", Assert.Single(approved.Leftovers(["kept.en.txt"])), StringComparison.Ordinal);

        approved.Clear(["kept.en.txt"]);
        Assert.Equal("kept.en.txt", Assert.Single(_folder.GetFiles()).Name);
    }
}
