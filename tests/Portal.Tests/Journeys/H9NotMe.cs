using System.Text.RegularExpressions;
using Mfa.Samples.Portal.Tests.Texts;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H9: somebody who knows the password has a code mailed; the person's link leads to one button, which cancels the sign-in and is on record.</summary>
internal sealed partial class H9NotMe(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Visitor.ToMailCodeAsync(Running);
        var mail = await resident.NextCodeMailAsync(Running);

        await Visitor.GoAsync(LinkIn(mail));
        Visitor.AssertAt("/nem-en-voltam");
        await Visitor.LookAsync("hu-not-me");
        await Visitor.SubmitAsync();
        await Visitor.LookAsync("hu-not-me-told");
        Assert.Contains(TextFiles.Say("ServiceTexts", "hu", "NotMe.Met.canceled"), await Visitor.SaysAsync(), StringComparison.Ordinal);

        await Visitor.GoAsync("/hu/sign-in/mail-code");
        Assert.Equal(0, await Visitor.Field("code").CountAsync());
        await Visitor.LookAsync("hu-mail-code-over");
        await Eventually.IsTrueAsync(() => IsOnRecordAsync(resident.AccountId), "the report in the activity");
        await Visitor.GoAsync("/nem-en-voltam");
        await Visitor.LookAsync("hu-not-me-no-token");
    }

    /// <returns>Where the mail's link leads, at this portal.</returns>
    public static string LinkIn(ReceivedMail mail) => Link().Match(mail.Text) is { Success: true } link
        ? new Uri(link.Value).PathAndQuery : throw new InvalidOperationException($"There is no link in {mail.Text}");

    private async Task<bool> IsOnRecordAsync(string accountId)
    {
        await foreach (var item in Running.Api.Accounts.ListActivityAsync(accountId))
            if (item.Type == "challenge.reported")
                return true;
        return false;
    }

    [GeneratedRegex(@"https://\S+\?token=\S+", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
