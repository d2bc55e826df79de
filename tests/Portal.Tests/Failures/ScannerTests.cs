using System.Net;
using System.Text.RegularExpressions;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>A mail scanner opens what it finds in a mail, by any method, again and again: the sign-in goes on.</summary>
public sealed partial class ScannerTests(PortalSystem portal)
{
    [Fact]
    public async Task OpeningEveryLinkOfAMailChangesNothing()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var system = await portal.SystemAsync();
        var resident = await visitor.ToMailCodeAsync(system);
        var mail = await resident.NextCodeMailAsync(system);

        Uri[] links = [.. Links().Matches(mail.Text + " " + mail.Html).Select(link => new Uri(WebUtility.HtmlDecode(link.Value))).Distinct()];
        Assert.Contains(links, link => link.PathAndQuery == H9NotMe.LinkIn(mail));
        using var scanner = new HttpClient();
        foreach (var link in links)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Get, HttpMethod.Head, HttpMethod.Options, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, new Uri(system.Portal, link.PathAndQuery));
                using var answer = await scanner.SendAsync(request);
                Assert.InRange((int)answer.StatusCode, 200, 499);
            }
        }

        await visitor.TypeAsync("code", mail.Code);
        await visitor.SubmitAsync();
        await visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
    }

    [GeneratedRegex("""https?://[^\s"'<>]+""", RegexOptions.None, 1000)]
    private static partial Regex Links();
}
