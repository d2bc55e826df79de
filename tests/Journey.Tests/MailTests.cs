using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>The e-mail factor from the first enrolment to the sign-in, in a realm that asks for it (journeys H1 to H4, H6 to H8).</summary>
public sealed class MailTests(RunningSystem running)
{
    private const string CodeMail = "Ügyfélkapu+ igénylés – Megerősítő kód";
    private const string SuccessMail = "Sikeres Ügyfélkapu+ igénylés";
    private const string SignInMail = "Ügyfélkapu+ hitelesítő kód";
    private const string Realm = "hu-ugyfelkapu";

    private readonly RelyingParty _main = running.Main;
    private readonly Mailbox _mails = running.System.Mailbox;

    [Fact]
    public async Task APersonEnrolsTheMailboxOnRecord()
    {
        var person = await _main.RegisterWithAddressAsync(Realm, "hu");
        var pending = (await _main.StartEmailAsync(person, nonce: "n-1")).Expect(HttpStatusCode.Created);
        Assert.Equal(("email", "pending", "digits-6", "p…@e….org"), (pending.Text("type"), pending.Text("status"), pending.Text("format"), pending.Text("hint")));
        Assert.Equal(5, pending.Number("attemptsRemaining"));
        Assert.Equal("queued", pending.Body!["delivery"]!["state"]!.GetValue<string>());
        Assert.NotEmpty(pending.Text("resendAvailableAt"));

        var mail = await _mails.WaitAsync(person.Email, CodeMail);
        Assert.Equal("ugyfelkapu@example.hu", mail.From);
        await DeliveredAsync($"/v1/accounts/{person.AccountId}/factors/{pending.Text("id")}");
        var confirmed = (await _main.ConfirmAsync(person, pending.Text("id"), mail.Code)).Expect(HttpStatusCode.OK);
        Assert.Equal("active", confirmed.Body!["factor"]!["status"]!.GetValue<string>());
        Assert.Null(confirmed.Body["revocationCode"]);
        Assert.NotEmpty(confirmed.Text("assertion"));
        Assert.NotEmpty(confirmed.Text("stepUpToken"));
        Assert.False((await _mails.WaitAsync(person.Email, SuccessMail)).HasCode);
    }

    [Fact]
    public async Task APersonSignsInWithTheMailedCode()
    {
        var person = await _main.RegisterWithMailAsync(_mails, Realm, "hu");
        var challenge = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), "email", nonce: "n-2", service: "eszja")).Expect(HttpStatusCode.Created);
        Assert.Equal(("pending", "digits-6"), (challenge.Text("status"), challenge.Text("format")));
        var mail = await _mails.WaitAsync(person.Email, SignInMail);
        Assert.Contains(challenge.Text("sessionIdentifier"), mail.Text, StringComparison.Ordinal);
        Assert.Contains("eSZJA", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://ugyfelkapu.example.hu/nem-en-voltam?token=", mail.Text, StringComparison.Ordinal);
        Assert.Contains("1818", mail.Text, StringComparison.Ordinal);
        await DeliveredAsync("/v1/challenges/" + challenge.Text("id"));

        (await _main.VerifyAsync(challenge.Text("id"), Another(mail.Code))).Expect(422, "invalid-code");
        var verified = (await _main.VerifyAsync(challenge.Text("id"), mail.Code)).Expect(HttpStatusCode.OK);
        Assert.NotEmpty(verified.Text("assertion"));
        (await _main.VerifyAsync(challenge.Text("id"), mail.Code)).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task TheFirstAppIsProvedByMailBeforeItsSecretIsMade()
    {
        var person = await _main.RegisterWithAddressAsync(Realm, "hu");
        var begun = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        Assert.Equal("proof-required", begun.Text("status"));
        Assert.Null(begun.Body!["totp"]);
        var mail = await _mails.WaitForCodeAsync(person.Email);
        (await ProveAsync(person, begun.Text("id"), Another(mail.Code))).Expect(422, "invalid-code");
        var pending = (await ProveAsync(person, begun.Text("id"), mail.Code)).Expect(HttpStatusCode.OK);
        Assert.Equal("pending", pending.Text("status"));
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var confirmed = (await _main.ConfirmAsync(person, begun.Text("id"), await app.CodeAsync())).Expect(HttpStatusCode.OK);
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", confirmed.Text("revocationCode"));
    }

    [Fact]
    public async Task OneGoodMailedCodeApprovesOnceHoweverOftenItIsSent()
    {
        var person = await _main.RegisterWithMailAsync(_mails);
        var challenge = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), "email")).Expect(HttpStatusCode.Created).Text("id");
        var code = (await _mails.WaitForCodeAsync(person.Email, 2)).Code;
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _main.VerifyAsync(challenge, code)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Contains(answer.Code, new[] { "challenge-over", "challenge-locked" }));
    }

    [Fact]
    public async Task ACodeBelongsToItsChallengeAlone()
    {
        var (one, other) = (await _main.RegisterWithMailAsync(_mails), await _main.RegisterWithMailAsync(_mails));
        var mine = (await _main.ChallengeAsync(one, await _main.SignInTokenAsync(one), "email")).Expect(HttpStatusCode.Created).Text("id");
        (await _main.ChallengeAsync(other, await _main.SignInTokenAsync(other), "email")).Expect(HttpStatusCode.Created);
        var (myCode, theirCode) = ((await _mails.WaitForCodeAsync(one.Email, 2)).Code, (await _mails.WaitForCodeAsync(other.Email, 2)).Code);
        if (myCode != theirCode)
            (await _main.VerifyAsync(mine, theirCode)).Expect(422, "invalid-code");
        (await _main.VerifyAsync(mine, myCode)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AMailedCodeIsNotAskedForAndTypedInOneCall()
    {
        var person = await _main.RegisterWithMailAsync(_mails);
        var refused = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), "email", code: "123456")).Expect(400, "invalid-request");
        Assert.Equal("/code", refused.Body!["errors"]![0]!["pointer"]!.GetValue<string>());
        Assert.Single(await _mails.ToAsync(person.Email), mail => mail.HasCode);
    }

    [Fact]
    public async Task EveryChangeIsToldToTheAddress()
    {
        // A realm without a pause, where each change has a mail of its own.
        var owner = await EnrolAppAsync("mailed");
        var first = await _mails.WaitForNoticeAsync(owner.Person.Email);
        var pending = (await _main.StartEmailAsync(owner.Person, signInToken: "", stepUp: await _main.StepUpAsync(owner))).Expect(HttpStatusCode.Created).Text("id");
        var confirmed = (await _main.ConfirmAsync(owner.Person, pending, (await _mails.WaitForCodeAsync(owner.Person.Email, 2)).Code)).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Subject, (await _mails.WaitForNoticeAsync(owner.Person.Email, 2)).Subject);
        (await _main.DeleteAsync($"/v1/accounts/{owner.Person.AccountId}/factors/{owner.FactorId}", confirmed.Text("stepUpToken"))).Expect(HttpStatusCode.NoContent);
        Assert.NotEqual(first.Subject, (await _mails.WaitForNoticeAsync(owner.Person.Email, 3)).Subject);
        Assert.Equal(5, (await _mails.ToAsync(owner.Person.Email)).Count);
    }

    private Task<Answer> ProveAsync(Person person, string factor, string code) =>
        _main.PostAsync($"/v1/accounts/{person.AccountId}/factors/{factor}/prove", new JsonObject { ["code"] = code });

    private async Task<AppOwner> EnrolAppAsync(string realm)
    {
        var person = await _main.RegisterWithAddressAsync(realm, "hu");
        var begun = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created).Text("id");
        var pending = (await ProveAsync(person, begun, (await _mails.WaitForCodeAsync(person.Email)).Code)).Expect(HttpStatusCode.OK);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        (await _main.ConfirmAsync(person, begun, await app.CodeAsync(-1))).Expect(HttpStatusCode.OK);
        return new AppOwner(person, begun, app);
    }

    private Task<string> DeliveredAsync(string resource) => Eventually.GetAsync(
        async () => (await _main.GetAsync(resource)).Expect(HttpStatusCode.OK).Body!["delivery"]!["state"]!.GetValue<string>(), state => state == "handed-over");

    private static string Another(string code) => (code[0] == '0' ? '1' : '0') + code[1..];
}
