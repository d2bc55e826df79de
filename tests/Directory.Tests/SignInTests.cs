using System.Net;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

public sealed class SignInTests(DirectoryApp app)
{
    private static readonly SummarisedFactor Totp = new("fac_1", "totp", "active", "authenticator app");

    [Fact]
    public async Task ARightPasswordYieldsASessionOfItsOwn()
    {
        var person = await app.Main.RegisterAsync();
        app.Neighbours.Summaries[person.AccountId] = new FactorSummary(7, null, 1_700_000_000_000, true, 3, [Totp]);
        var answer = (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ["accountId", "signInToken", "expiresAt", "secondFactor", "optionalUntil", "recoveryCodesRemaining", "factors"],
            answer.Body!.AsObject().Select(member => member.Key));
        Assert.Equal((person.AccountId, "required", 3), (answer.Text("accountId"), answer.Text("secondFactor"), answer.Number("recoveryCodesRemaining")));
        Assert.Equal("""[{"id":"fac_1","type":"totp","status":"active","hint":"authenticator app"}]""", answer.Body["factors"]!.ToJsonString());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());

        var verifier = new TokenVerifier(TokenClass.SignIn, "directory", TokenClass.Audience, [app.Key("sign-in-1")], TimeProvider.System);
        var token = (await verifier.VerifyAsync(answer.Text("signInToken")))!;
        Assert.Equal((person.AccountId, "quick", app.Main.Id, "pwd"),
            (token.Subject, token.GetPayloadValue<string>("realm"), token.GetPayloadValue<string>("azp"), token.GetPayloadValue<string>("method")));
        Assert.Equal((7, 1), (token.GetPayloadValue<long>("fv"), token.GetPayloadValue<long>("av")));
        Assert.Matches("^sid_[a-z2-7]{26}$", token.GetPayloadValue<string>("sid"));
        var age = token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat");
        Assert.Equal((600, token.GetPayloadValue<long>("iat")), (age, token.GetPayloadValue<long>("auth_time")));
        Assert.Equal(token.ValidTo, DateTime.Parse(answer.Text("expiresAt"), null, System.Globalization.DateTimeStyles.AdjustToUniversal));
        Assert.True(token.GetPayloadValue<long>("sca") >= 1_700_000_000);

        var again = (await verifier.VerifyAsync((await app.Main.SignInAsync(person)).Text("signInToken")))!;
        Assert.NotEqual(token.GetPayloadValue<string>("sid"), again.GetPayloadValue<string>("sid"));
        Assert.NotEqual(token.Id, again.Id);
    }

    [Theory]
    [InlineData("quick", false, null, "enrolment-required")]
    [InlineData("after-date", false, null, "enrolment-required")]
    [InlineData("before-date", false, null, "optional")]
    [InlineData("before-date", true, null, "required")]
    [InlineData("before-date", false, "active", "required")]
    [InlineData("before-date", false, "disabled", "required")]
    [InlineData("before-date", true, "disabled", "required")]
    [InlineData("quick", true, null, "required")]
    public async Task TheSecondFactorIsSaidPlainlyAfterARightPassword(string realm, bool owed, string? factor, string expected)
    {
        var person = await app.Main.RegisterAsync(realm);
        app.Neighbours.Summaries[person.AccountId] = new FactorSummary(1, null, 0, owed, 0, factor is null ? [] : [Totp with { Status = factor }]);
        var answer = (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(expected, answer.Text("secondFactor"));
        Assert.Equal(expected == "optional" ? "2099-01-01T00:00:00.000Z" : null, answer.Body!["optionalUntil"]?.GetValue<string>());
    }

    [Fact]
    public async Task TheEmailFactorsHintIsOfTheAddressAsItIsNow()
    {
        var person = await app.RegisterWithAddressAsync("anna@example.hu");
        app.Neighbours.Summaries[person.AccountId] = new FactorSummary(1, null, 0, true, 0, [Totp, new("fac_2", "email", "active", "o…@o….org")]);
        var hints = (await app.Main.SignInAsync(person)).Body!["factors"]!.AsArray().Select(factor => factor!["hint"]!.GetValue<string>());
        Assert.Equal(["authenticator app", "a…@e….hu"], hints);
    }

    [Fact]
    public async Task UntilThePasswordIsRightThereIsOneAnswer()
    {
        var (known, locked, bare) = (await app.Main.RegisterAsync(), await app.Main.RegisterAsync(), await app.Main.RegisterAsync());
        await app.LockAsync(locked);
        await app.TakePasswordAsync(bare);
        string[] answers =
        [
            (await app.Main.SignInAsync(known, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.SignInAsync(locked, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.SignInAsync(bare, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.SignInAsync(bare)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.TryAsync("quick", Ask.NewUsername(), "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.TryAsync("quick", "no identifier at all!", "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.TryAsync("dev", known.Identifier, RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.TryAsync("quick", known.AccountId, RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await app.Main.SignInAsync(known, new string('x', 1024))).Expect(422, "invalid-credentials").WithoutTrace(),
        ];
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task ALockIsToldToWhoKnowsThePassword()
    {
        var person = await app.Main.RegisterAsync();
        await app.LockAsync(person);
        (await app.Main.SignInAsync(person)).Expect(403, "account-locked");
    }

    [Fact]
    public async Task ThePasswordIsTheSameInEveryNormalForm()
    {
        var body = Ask.Account();
        body["password"] = "árvíztűrő tükörfúrógép";
        (await app.Main.PostAsync("/v1/accounts", body)).Expect(HttpStatusCode.Created);
        var decomposed = "árvíztűrő tükörfúrógép".Normalize(System.Text.NormalizationForm.FormD);
        (await app.Main.TryAsync("quick", body["identifiers"]![0]!["value"]!.GetValue<string>(), decomposed)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Password")]
    [InlineData("password")]
    public async Task CaseMattersInAPassword(string start)
    {
        var body = Ask.Account();
        body["password"] = "Password of a quiet river";
        (await app.Main.PostAsync("/v1/accounts", body)).Expect(HttpStatusCode.Created);
        var answer = await app.Main.TryAsync("quick", body["identifiers"]![0]!["value"]!.GetValue<string>(), start + " of a quiet river");
        Assert.Equal(start == "Password" ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answer.Status);
    }

    [Fact]
    public async Task ARealmOfOthersLooksLikeNone()
    {
        var person = await app.Main.RegisterAsync("dev");
        var narrow = app.Client("quick-only");
        var foreign = (await narrow.TryAsync("dev", person.Identifier, RelyingParty.Password)).Expect(404, "not-found");
        Assert.Equal(foreign.WithoutTrace(), (await narrow.TryAsync("nowhere", person.Identifier, RelyingParty.Password)).Expect(404, "not-found").WithoutTrace());
    }

    [Theory]
    [InlineData("""{"identifier":"anna","password":"p"}""", "/realm")]
    [InlineData("""{"realm":"quick","password":"p"}""", "/identifier")]
    [InlineData("""{"realm":"quick","identifier":"anna"}""", "/password")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":""}""", "/password")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"p","context":{"ip":"300.1.1.1"}}""", "/context/ip")]
    [InlineData("""{"realm":"quick","identifier":"anna\u0000","password":"p"}""", "/identifier")]
    public async Task EachErrorHasItsPlace(string json, string pointer) =>
        CreateAccountTests.AssertPointer(pointer, await app.Main.SendAsync(HttpMethod.Post, "/v1/sign-ins", json));

    [Fact]
    public async Task WithoutItsScopeAClientSignsNobodyIn()
    {
        var token = (await app.Main.RequestTokenAsync(scope: "mfa.directory")).Text("access_token");
        using var content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        var answer = (await app.RawAsync(HttpMethod.Post, "/v1/sign-ins", content, token)).Expect(403, "forbidden");
        Assert.Contains("insufficient_scope", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }
}
