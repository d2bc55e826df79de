using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using static Mfa.Directories.Tests.Service.SignatureRig;

namespace Mfa.Directories.Tests;

public sealed class SignatureSignInTests(SignatureRig rig)
{
    [Fact]
    public async Task TheTextSaysWhyWhereForWhomAndUntilWhen()
    {
        var before = TimeProvider.System.GetUtcNow();
        var asked = (await rig.StartAsync()).Expect(HttpStatusCode.Created);
        Assert.Matches("^sig_[a-z2-7]{26}$", asked.Text("id"));
        var lines = asked.Text("contentToSign").Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Equal("I sign in with my electronic signature.", lines[0]);
        Assert.Equal("Sign-in system: Test realm signature (signature)", lines[1]);
        Assert.Equal($"Service: main ({rig.Main.Id})", lines[2]);
        Assert.Matches("^Number used once: [0-9a-f]{32}$", lines[3]);
        Assert.StartsWith("Valid until: ", lines[4], StringComparison.Ordinal);
        var expires = DateTimeOffset.ParseExact(lines[4]["Valid until: ".Length..], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.Equal(expires, DateTimeOffset.Parse(asked.Text("expiresAt"), CultureInfo.InvariantCulture));
        Assert.InRange(expires - before, TimeSpan.FromSeconds(298), TimeSpan.FromSeconds(305));
        Assert.Equal("""[{"id":"card","name":"Test card"},{"id":"mobile","name":"Test phone"}]""", asked.Body!["kinds"]!.ToJsonString());
        Assert.NotEqual(asked.Text("contentToSign"), (await rig.AskAsync()).Text);
    }

    [Fact]
    public async Task ANewPersonIsMadeAnAccountAndIsFoundTheNextTime()
    {
        var (idnp, before) = (NewIdnp(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var person = await rig.NewPersonAsync(idnp);
        var first = (await rig.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ["accountCreated", "accountId", "expiresAt", "factors", "optionalUntil", "recoveryCodesRemaining", "secondFactor", "signInToken"],
            first.Body!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.True(first.Body["accountCreated"]!.GetValue<bool>());
        Assert.Equal("enrolment-required", first.Text("secondFactor"));
        var token = (await new TokenVerifier(TokenClass.SignIn, "directory", TokenClass.Audience, [rig.App.Key("sign-in-1")], TimeProvider.System).VerifyAsync(first.Text("signInToken")))!;
        Assert.Equal((first.Text("accountId"), "signature", rig.Main.Id, "sc", 0, 1), (token.Subject, token.GetPayloadValue<string>("realm"), token.GetPayloadValue<string>("azp"),
            token.GetPayloadValue<string>("method"), token.GetPayloadValue<long>("fv"), token.GetPayloadValue<long>("av")));
        Assert.Equal(1800, token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat"));
        Assert.InRange(token.GetPayloadValue<long>("auth_time"), before, before + 30);

        var second = (await rig.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal((first.Text("accountId"), false), (second.Text("accountId"), second.Body!["accountCreated"]!.GetValue<bool>()));
        var account = (await rig.Main.GetAsync($"/v1/accounts/{first.Text("accountId")}")).Expect(HttpStatusCode.OK);
        Assert.Equal($$"""[{"type":"idnp","value":"{{idnp}}"}]""", account.Body!["identifiers"]!.ToJsonString());
        Assert.Equal(("en", "active", null), (account.Text("locale"), account.Text("status"), account.Body["displayName"]?.GetValue<string>()));
        var found = (await rig.Main.PostAsync("/v1/accounts/lookup", new JsonObject { ["realm"] = "signature", ["identifier"] = idnp })).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text("accountId"), found.Text("id"));
        Assert.Equal(["account.created", "sign-in.succeeded", "sign-in.succeeded"], await AuditsAsync(first.Text("accountId")));
    }

    [Theory]
    [InlineData("EC:P-384", "")]
    [InlineData("EC:P-521", "-md sha512")]
    [InlineData("RSA:2048", "")]
    [InlineData("RSA:3072", "-md sha384")]
    [InlineData("RSA:2048", "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest")]
    [InlineData("EC:P-256", "-noattr")]
    [InlineData("EC:P-256", "-keyid")]
    [InlineData("EC:P-256", "-cades")]
    public async Task WhatSignersMakeIsAccepted(string key, string options)
    {
        var person = await rig.Authority.IssueAsync("/serialNumber=PNOMD-" + NewIdnp(), key);
        var asked = await rig.AskAsync();
        (await rig.CompleteAsync(asked, await person.SignAsync(asked.Bytes, options.Split(' ', StringSplitOptions.RemoveEmptyEntries)))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task APersonDirectlyUnderTheAnchorIsAccepted() =>
        (await rig.SignInAsync(await rig.Authority.IssueAsync("/serialNumber=" + NewIdnp(), issuer: "root"))).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task ANumberThatSharesItsPartOfTheNameIsFound() =>
        (await rig.SignInAsync(await rig.Authority.IssueAsync($"/OU=Exemplu+serialNumber={NewIdnp()}"))).Expect(HttpStatusCode.OK);

    [Theory]
    [InlineData("{0}")]
    [InlineData("\n {0}\r\n")]
    [InlineData("-----BEGIN CMS-----\n{0}\n-----END CMS-----\n")]
    [InlineData("\n-----BEGIN PKCS7-----\n{0}-----END PKCS7-----")]
    public async Task WhiteSpaceAndArmourDoNotMatter(string around)
    {
        var asked = await rig.AskAsync();
        var base64 = Convert.ToBase64String(await (await rig.NewPersonAsync()).SignAsync(asked.Bytes), Base64FormattingOptions.InsertLineBreaks);
        (await rig.SendAsync(asked.Id, around.Replace("{0}", base64, StringComparison.Ordinal))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WhoOwesAFactorIsAskedForIt()
    {
        var person = await rig.NewPersonAsync();
        var account = (await rig.SignInAsync(person)).Text("accountId");
        rig.App.Neighbours.Summaries[account] = new FactorSummary(3, null, 5, true, 7, [new SummarisedFactor("fac_1", "totp", "active", "authenticator app")]);
        var again = (await rig.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(("required", 7), (again.Text("secondFactor"), again.Number("recoveryCodesRemaining")));
        Assert.Equal("""[{"id":"fac_1","type":"totp","status":"active","hint":"authenticator app"}]""", again.Body!["factors"]!.ToJsonString());
    }

    [Fact]
    public async Task ATextIsUsedOnce()
    {
        var (person, asked) = (await rig.NewPersonAsync(), await rig.AskAsync());
        var signature = await person.SignAsync(asked.Bytes);
        (await rig.CompleteAsync(asked, signature)).Expect(HttpStatusCode.OK);
        (await rig.CompleteAsync(asked, signature)).Expect(410, "challenge-over");
        (await rig.CompleteAsync(asked, await person.SignAsync(asked.Bytes))).Expect(410, "challenge-over");
        (await rig.SendAsync(asked.Id, "AAAA")).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task ATextIsTheRelyingPartysThatAsked()
    {
        var (person, asked) = (await rig.NewPersonAsync(), await rig.AskAsync());
        var signature = await person.SignAsync(asked.Bytes);
        var foreign = (await rig.CompleteAsync(asked, signature, rig.App.Client("other"))).Expect(404, "not-found");
        var unknown = (await rig.SendAsync("sig_" + new string('a', 26), Convert.ToBase64String(signature))).Expect(404, "not-found");
        Assert.Equal(unknown.WithoutTrace(), foreign.WithoutTrace());
        (await rig.SendAsync("chl_1", "AAAA")).Expect(404, "not-found");
        (await rig.CompleteAsync(asked, signature)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnExpiredTextIsOver()
    {
        var (person, asked) = (await rig.NewPersonAsync(), await rig.AskAsync("signature-brief"));
        var signature = await person.SignAsync(asked.Bytes);
        await rig.App.InDatabaseAsync(db => db.SignatureRequests.Where(r => r.Id == asked.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ExpiresAt, TimeProvider.System.GetUtcNow().AddMilliseconds(-1))));
        (await rig.CompleteAsync(asked, signature)).Expect(410, "challenge-over");
        (await rig.SignInAsync(person, "signature-brief")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OnlyFiveSignaturesAreLookedAt()
    {
        var (person, asked) = (await rig.NewPersonAsync(), await rig.AskAsync());
        var right = await person.SignAsync(asked.Bytes);
        for (var tries = 0; tries < 5; tries++)
            (await rig.SendAsync(asked.Id, "AAAA")).Expect(422, "invalid-signature");
        (await rig.CompleteAsync(asked, right)).Expect(410, "challenge-over");

        var another = await rig.AskAsync();
        for (var tries = 0; tries < 4; tries++)
            (await rig.SendAsync(another.Id, "AAAA")).Expect(422, "invalid-signature");
        (await rig.CompleteAsync(another, await person.SignAsync(another.Bytes))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfWrongOnesAtOnceFiveAreLookedAt()
    {
        var asked = await rig.AskAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => rig.SendAsync(asked.Id, "AAAA")));
        Assert.Equal(5, answers.Count(answer => answer.Code == "invalid-signature"));
        Assert.All(answers.Where(answer => answer.Code != "invalid-signature"), answer => Assert.Contains(answer.Code, new[] { "challenge-over", "overloaded" }));
    }

    [Fact]
    public async Task OfTwoCompletionsOfOneTextOneSignsIn()
    {
        var (person, asked) = (await rig.NewPersonAsync(), await rig.AskAsync());
        var signature = await person.SignAsync(asked.Bytes);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rig.CompleteAsync(asked, signature)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(answer => answer.Code == "challenge-over"));
    }

    [Fact]
    public async Task OfTwoTextsOfOneNewPersonComesOneAccount()
    {
        for (var round = 0; round < 5; round++)
        {
            var person = await rig.NewPersonAsync();
            var asked = new[] { await rig.AskAsync(), await rig.AskAsync() };
            var signatures = new[] { await person.SignAsync(asked[0].Bytes), await person.SignAsync(asked[1].Bytes) };
            var answers = await Task.WhenAll(rig.CompleteAsync(asked[0], signatures[0]), rig.CompleteAsync(asked[1], signatures[1]));
            Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
            Assert.Single(answers.Select(answer => answer.Text("accountId")).Distinct());
            Assert.Single(answers, answer => answer.Body!["accountCreated"]!.GetValue<bool>());
        }
    }

    [Fact]
    public async Task ALockedAccountIsToldSoAfterARightSignatureOnly()
    {
        var person = await rig.NewPersonAsync();
        var account = (await rig.SignInAsync(person)).Text("accountId");
        await rig.App.LockAsync(new Person("signature", account, ""));
        var asked = await rig.AskAsync();
        (await rig.CompleteAsync(asked, await person.SignAsync("another text"u8.ToArray()))).Expect(422, "invalid-signature");
        (await rig.CompleteAsync(asked, await person.SignAsync(asked.Bytes))).Expect(403, "account-locked");
        (await rig.CompleteAsync(asked, await person.SignAsync(asked.Bytes))).Expect(410, "challenge-over");
        Assert.Contains("sign-in.failed", await AuditsAsync(account));
    }

    [Fact]
    public async Task WithoutEnrollmentTheTextStaysGood()
    {
        var person = await rig.NewPersonAsync();
        var account = (await rig.SignInAsync(person)).Text("accountId");
        var asked = await rig.AskAsync();
        var signature = await person.SignAsync(asked.Bytes);
        rig.App.Neighbours.Untold[account] = true;
        (await rig.CompleteAsync(asked, signature)).Expect(503, "dependency-unavailable");
        rig.App.Neighbours.Untold.TryRemove(account, out _);
        (await rig.CompleteAsync(asked, signature)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnAccountThatNobodyConfirmedIsNotTakenOver()
    {
        var person = await rig.NewPersonAsync();
        var stranger = (await rig.SignInAsync(person)).Text("accountId");
        await rig.App.UnconfirmAsync(new Person("signature", stranger, ""));
        var answer = (await rig.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.True(answer.Body!["accountCreated"]!.GetValue<bool>());
        Assert.NotEqual(stranger, answer.Text("accountId"));
        (await rig.Main.GetAsync($"/v1/accounts/{stranger}")).Expect(404, "not-found");
    }

    [Fact]
    public async Task WhereNobodySignsWithASignatureThatIsSaid()
    {
        (await rig.StartAsync("quick")).Expect(403, "forbidden");
        (await rig.StartAsync("nowhere")).Expect(404, "not-found");
        (await rig.StartAsync(by: rig.App.Client("quick-only"))).Expect(404, "not-found");
        (await rig.StartAsync("md-mpass")).Expect(503, "dependency-unavailable");
        (await rig.Main.PostAsync("/v1/signature-sign-ins", new JsonObject())).Expect(400, "invalid-request");
        (await rig.Main.PostAsync("/v1/signature-sign-ins", new JsonObject { ["realm"] = "signature", ["context"] = new JsonObject { ["ip"] = "here" } })).Expect(400, "invalid-request");
        CreateAccountTests.AssertPointer("/signature", await rig.SendAsync("sig_" + new string('a', 26), ""));
        CreateAccountTests.AssertPointer("/signature", await rig.SendAsync("sig_" + new string('a', 26), new string('A', 60_001)));
    }

    [Fact]
    public async Task NobodyFillsTheTableWithTexts()
    {
        var other = rig.App.Client("other");
        for (var i = 0; i < 3; i++)
            (await rig.StartAsync("signature-brief", other)).Expect(HttpStatusCode.Created);
        var refused = (await rig.StartAsync("signature-brief", other)).Expect(429, "too-many-sign-ins");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        (await rig.StartAsync("signature-brief", rig.App.Client("strict"))).Expect(HttpStatusCode.Created);
        (await rig.StartAsync("signature", other)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task NothingOfASignatureStandsInTheLog()
    {
        var (idnp, asked) = (NewIdnp(), await rig.AskAsync());
        var signature = Convert.ToBase64String(await (await rig.NewPersonAsync(idnp)).SignAsync(asked.Bytes));
        (await rig.SendAsync(asked.Id, signature[..^8])).Expect(422, "invalid-signature");
        (await rig.SendAsync(asked.Id, signature)).Expect(HttpStatusCode.OK);
        var secrets = new Canaries([idnp, signature[..40], signature[^60..^10]]);
        Assert.Empty(secrets.FoundIn(Encoding.UTF8.GetBytes(rig.App.Logs.All)));
        Assert.NotEmpty(rig.App.Logs.All);
        Assert.Equal(3, secrets.FoundIn(Encoding.UTF8.GetBytes($"{idnp} {signature}")).Count);
    }

    private Task<List<string>> AuditsAsync(string account) => rig.App.InDatabaseAsync(async db =>
        (await db.Outbox.Where(row => row.Payload.Contains(account) && row.Path == "AuditEvent").OrderBy(row => row.Id).Select(row => row.Payload).ToListAsync())
            .ConvertAll(payload => JsonNode.Parse(payload)!["type"]!.GetValue<string>()));
}
