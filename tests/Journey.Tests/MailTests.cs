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
    public async Task APersonWithAnAppAddsTheMailbox()
    {
        var owner = await EnrolAppAsync();
        var stepUp = await _main.StepUpAsync(owner);
        var pending = (await _main.StartEmailAsync(owner.Person, signInToken: "", stepUp: stepUp)).Expect(HttpStatusCode.Created).Text("id");
        (await _main.ConfirmAsync(owner.Person, pending, (await _mails.WaitAsync(owner.Person.Email, CodeMail)).Code)).Expect(HttpStatusCode.OK);

        var factors = (await _main.SignInAsync(owner.Person)).Expect(HttpStatusCode.OK).Body!["factors"]!.AsArray();
        Assert.Equal(["email", "totp"], factors.Select(factor => factor!["type"]!.GetValue<string>()).Order(StringComparer.Ordinal));
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
    public async Task AfterALostPhonePasswordAndRevocationCodeOpenOneEnrolment()
    {
        var (owner, code) = await EnrolAppWithRevocationCodeAsync();
        (await _main.StartEmailAsync(owner.Person)).Expect(403, "bootstrap-required");
        (await RevokeAsync(owner.Person, "0000-0000-0000-0000")).Expect(422, "invalid-credentials");

        var first = (await RevokeAsync(owner.Person, code)).Expect(HttpStatusCode.OK);
        Assert.Equal("rc", first.Text("method"));
        (await _main.StartEmailAsync(owner.Person)).Expect(403, "bootstrap-required");
        var again = (await RevokeAsync(owner.Person, code)).Expect(HttpStatusCode.OK);

        var pending = (await _main.PostAsync($"/v1/accounts/{owner.Person.AccountId}/factors",
            new JsonObject { ["type"] = "email", ["signInToken"] = again.Text("signInToken") })).Expect(HttpStatusCode.Created).Text("id");
        (await _main.ConfirmAsync(owner.Person, pending, (await _mails.WaitAsync(owner.Person.Email, CodeMail)).Code)).Expect(HttpStatusCode.OK);
        (await RevokeAsync(owner.Person, code)).Expect(422, "invalid-credentials");
    }

    [Fact]
    public async Task SlowMailIsSentAgainWithTheSameCode()
    {
        var person = await _main.RegisterWithMailAsync(_mails, "mail-often");
        var challenge = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), "email")).Expect(HttpStatusCode.Created).Text("id");
        var first = await _mails.WaitForCodeAsync(person.Email, 2);
        Answer again;
        do
        {
            again = await _main.PostAsync($"/v1/challenges/{challenge}/resend");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        while (again.Code == "mail-quota" && again.Headers.RetryAfter!.Delta > TimeSpan.Zero);

        again.Expect(HttpStatusCode.Accepted);
        var second = await _mails.WaitForCodeAsync(person.Email, 3);
        Assert.Equal(first.Code, second.Code);
        Assert.NotEqual(first.MessageId, second.MessageId);
        (await _main.VerifyAsync(challenge, first.Code)).Expect(HttpStatusCode.OK);
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
        var owner = await EnrolAppAsync();
        await _mails.WaitAsync(owner.Person.Email, SuccessMail);
        var pending = (await _main.StartEmailAsync(owner.Person, signInToken: "", stepUp: await _main.StepUpAsync(owner))).Expect(HttpStatusCode.Created).Text("id");
        var confirmed = (await _main.ConfirmAsync(owner.Person, pending, (await _mails.WaitAsync(owner.Person.Email, CodeMail)).Code)).Expect(HttpStatusCode.OK);
        await _mails.WaitAsync(owner.Person.Email, SuccessMail, 2);
        (await _main.DeleteAsync($"/v1/accounts/{owner.Person.AccountId}/factors/{owner.FactorId}", confirmed.Text("stepUpToken"))).Expect(HttpStatusCode.NoContent);
        Assert.Equal(5, await UntilAsync(async () => (await _mails.ToAsync(owner.Person.Email)).Count, 5));
    }

    private Task<Answer> ProveAsync(Person person, string factor, string code) =>
        _main.PostAsync($"/v1/accounts/{person.AccountId}/factors/{factor}/prove", new JsonObject { ["code"] = code });

    private Task<Answer> RevokeAsync(Person person, string code) => _main.PostAsync("/v1/factor-revocations", new JsonObject
    {
        ["realm"] = person.Realm,
        ["identifier"] = person.Identifier,
        ["password"] = RelyingParty.Password,
        ["revocationCode"] = code,
        ["context"] = new JsonObject { ["ip"] = "192.0.2.1" },
    });

    private async Task<AppOwner> EnrolAppAsync() => (await EnrolAppWithRevocationCodeAsync()).Owner;

    private async Task<(AppOwner Owner, string Code)> EnrolAppWithRevocationCodeAsync()
    {
        var person = await _main.RegisterWithAddressAsync(Realm, "hu");
        var begun = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created).Text("id");
        var pending = (await ProveAsync(person, begun, (await _mails.WaitForCodeAsync(person.Email)).Code)).Expect(HttpStatusCode.OK);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var confirmed = (await _main.ConfirmAsync(person, begun, await app.CodeAsync(-1))).Expect(HttpStatusCode.OK);
        return (new AppOwner(person, begun, app), confirmed.Text("revocationCode"));
    }

    private async Task DeliveredAsync(string resource) => Assert.Equal("handed-over", await UntilAsync(
        async () => (await _main.GetAsync(resource)).Expect(HttpStatusCode.OK).Body!["delivery"]!["state"]!.GetValue<string>(), "handed-over"));

    private static async Task<T> UntilAsync<T>(Func<Task<T>> read, T wanted)
    {
        var value = await read();
        for (var reads = 0; reads < 100 && !Equals(value, wanted); reads++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            value = await read();
        }

        return value;
    }

    private static string Another(string code) => (code[0] == '0' ? '1' : '0') + code[1..];
}
