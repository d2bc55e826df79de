using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>"This was not me": who may report, what a report of each state does, and that a program which opens links does nothing.</summary>
public sealed partial class NotMeTests(RunningSystem running)
{
    private const string Realm = "mail-often";

    private readonly RelyingParty _main = running.Main;
    private readonly Mailbox _mails = running.System.Mailbox;

    [Fact]
    public async Task AReportOfAnApprovedSignInEndsEverySessionAndTellsThePerson()
    {
        var person = await _main.RegisterWithMailAsync(_mails, Realm);
        var (challenge, mail) = await AskAsync(person);
        (await _main.VerifyAsync(challenge, mail.Code)).Expect(HttpStatusCode.OK);
        var intruder = await _main.SignInTokenAsync(person);

        var first = (await ReportAsync(_main, TokenOf(mail))).Expect(HttpStatusCode.OK);
        Assert.Equal("was-approved", first.Text("challenge"));
        (await _main.ChallengeAsync(person, intruder, "email")).Expect(422, "invalid-token");
        // Another is about the enrolment, and may come before or after.
        await Eventually.IsTrueAsync(
            async () => (await _mails.ToAsync(person.Email)).Any(mail => !mail.HasCode && mail.Text.Contains("ended", StringComparison.Ordinal)), "the notice of it");

        var later = await _main.SignInTokenAsync(person);
        Assert.Equal(first.Text("reportedAt"), (await ReportAsync(_main, TokenOf(mail))).Expect(HttpStatusCode.OK).Text("reportedAt"));
        (await _main.ChallengeAsync(person, later, "email")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AReportOfWhatIsOverIsOnRecordAndChangesNothing()
    {
        var person = await _main.RegisterWithMailAsync(_mails, Realm);
        var (challenge, mail) = await AskAsync(person);
        (await _main.PostAsync($"/v1/challenges/{challenge}/cancel")).Expect(HttpStatusCode.OK);
        var session = await _main.SignInTokenAsync(person);

        Assert.Equal("over", (await ReportAsync(_main, TokenOf(mail))).Expect(HttpStatusCode.OK).Text("challenge"));
        (await _main.ChallengeAsync(person, session, "email")).Expect(HttpStatusCode.Created);
        await Eventually.IsTrueAsync(
            async () => (await _main.GetAsync($"/v1/accounts/{person.AccountId}/activity")).Expect(HttpStatusCode.OK).Content.Contains("challenge.reported", StringComparison.Ordinal),
            "the report in the activity");
    }

    [Fact]
    public async Task AnyRelyingPartyOfTheRealmHandsAReportOn()
    {
        var person = await _main.RegisterWithMailAsync(_mails, Realm);
        var (challenge, mail) = await AskAsync(person);
        (await ReportAsync(running.System.RelyingParty("elsewhere"), TokenOf(mail))).Expect(404, "not-found");
        Assert.Equal("canceled", (await ReportAsync(running.System.RelyingParty("other"), TokenOf(mail))).Expect(HttpStatusCode.OK).Text("challenge"));
        (await _main.VerifyAsync(challenge, mail.Code)).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task WhatIsNoLinkOfOursReportsNothing()
    {
        var person = await _main.RegisterWithMailAsync(_mails, Realm);
        var (challenge, mail) = await AskAsync(person);
        var token = TokenOf(mail);
        (await ReportAsync(_main, (token[0] == 'a' ? 'b' : 'a') + token[1..])).Expect(422, "invalid-token");
        (await ReportAsync(_main, "no.link.at all")).Expect(422, "invalid-token");
        (await ReportAsync(_main, "")).Expect(400, "invalid-request");
        (await ReportAsync(_main, token, "spam")).Expect(400, "invalid-request");
        (await _main.VerifyAsync(challenge, mail.Code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AReportOfAnEnrolmentsCodeEndsTheEnrolment()
    {
        var person = await _main.RegisterWithAddressAsync(Realm);
        var pending = (await _main.StartEmailAsync(person)).Expect(HttpStatusCode.Created).Text("id");
        var mail = await _mails.WaitForCodeAsync(person.Email);
        Assert.Equal("canceled", (await ReportAsync(_main, TokenOf(mail))).Expect(HttpStatusCode.OK).Text("challenge"));
        (await _main.ConfirmAsync(person, pending, mail.Code)).Expect(410, "challenge-over");
    }

    /// <summary>A mail scanner: it opens what it finds, with and without credentials it may have.</summary>
    [Fact]
    public async Task OpeningEveryLinkOfEveryMailChangesNothing()
    {
        var person = await _main.RegisterWithMailAsync(_mails, Realm);
        var (challenge, mail) = await AskAsync(person);
        Assert.Contains("?token=", mail.Text, StringComparison.Ordinal);
        using var scanner = new HttpClient();
        foreach (var link in (await _mails.ToAsync(person.Email)).SelectMany(one => Links().Matches(one.Text + " " + one.Html)).Select(match => new Uri(WebUtility.HtmlDecode(match.Value))).Distinct())
        {
            Assert.EndsWith($"{Realm}.test", link.Host, StringComparison.Ordinal);
            var here = new Uri(running.System.Gateway, link.PathAndQuery);
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Options, HttpMethod.Post])
            {
                using var request = new HttpRequestMessage(method, here);
                using var answer = await scanner.SendAsync(request);
                Assert.InRange((int)answer.StatusCode, 400, 499);
            }

            await _main.GetAsync("/v1/reports" + link.Query);
        }

        (await _main.VerifyAsync(challenge, mail.Code)).Expect(HttpStatusCode.OK);
    }

    private async Task<(string Challenge, ReceivedMail Mail)> AskAsync(Person person)
    {
        var challenge = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), "email")).Expect(HttpStatusCode.Created).Text("id");
        return (challenge, await _mails.WaitForCodeAsync(person.Email, 2));
    }

    private static Task<Answer> ReportAsync(RelyingParty by, string token, string reason = "not-me") =>
        by.PostAsync("/v1/reports", new JsonObject { ["token"] = token, ["reason"] = reason });

    private static string TokenOf(ReceivedMail mail) => Uri.UnescapeDataString(Token().Match(mail.Text).Groups["token"].Value);

    [GeneratedRegex(@"\?token=(?<token>\S+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex("""https?://[^\s"'<>]+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();
}
