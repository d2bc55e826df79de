using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Journeys.Tests;

/// <summary>An authenticator app from its QR code to the relying party's assertion (journeys H4 to H6 without mail).</summary>
public sealed class AuthenticatorAppTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Fact]
    public async Task APersonEnrolsAnAppAndSignsInWithIt()
    {
        var person = await _main.RegisterAsync();
        Assert.Equal("enrolment-required", (await _main.SignInAsync(person)).Expect(HttpStatusCode.OK).Text("secondFactor"));

        var pending = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        Assert.Equal("pending", pending.Text("status"));
        Assert.True(pending.Headers.CacheControl!.NoStore);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var confirmed = (await _main.ConfirmAsync(person, pending.Text("id"), await app.CodeAsync(-1))).Expect(HttpStatusCode.OK);
        Assert.Equal("active", confirmed.Body!["factor"]!["status"]!.GetValue<string>());
        Assert.NotEmpty(confirmed.Text("stepUpToken"));

        var signIn = (await _main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("required", signIn.Text("secondFactor"));
        Assert.Equal("totp", signIn.Body!["factors"]![0]!["type"]!.GetValue<string>());
        var approved = (await _main.ChallengeAsync(person, signIn.Text("signInToken"), code: await app.CodeAsync(), nonce: "n-1")).Expect(HttpStatusCode.Created);
        await AssertAssertionAsync(approved, person);
    }

    [Fact]
    public async Task TheQrCodeSaysTheOtpauthUri()
    {
        var person = await _main.RegisterAsync();
        var totp = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created).Body!["totp"]!;
        var uri = totp["otpauthUri"]!.GetValue<string>();
        Assert.Equal(uri, await Tool.ZbarimgAsync(Convert.FromBase64String(totp["qrCode"]!["png"]!.GetValue<string>())));
        Assert.StartsWith($"otpauth://totp/Test%20quick:{person.Identifier}?secret={totp["secret"]!.GetValue<string>()}", uri, StringComparison.Ordinal);
        Assert.StartsWith("<svg", totp["qrCode"]!["svg"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eight-digits", "SHA256", 8)]
    [InlineData("sha512", "SHA512", 6)]
    public async Task AnIndependentAppOfAnotherAlgorithmIsAccepted(string realm, string algorithm, int digits)
    {
        var person = await _main.RegisterAsync(realm);
        var pending = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        Assert.Equal($"digits-{digits}", pending.Text("format"));
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>(), algorithm, digits);
        (await _main.ConfirmAsync(person, pending.Text("id"), await app.CodeAsync())).Expect(HttpStatusCode.OK);
    }

    /// <summary>P4: at an enrolment, and nowhere else.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(-19)]
    public async Task AClockThatIsOffIsToldAndNotAccepted(int steps)
    {
        var person = await _main.RegisterAsync();
        var pending = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());

        var wrong = (await _main.ConfirmAsync(person, pending.Text("id"), await app.CodeAsync(steps))).Expect(422, "invalid-code");
        Assert.InRange(wrong.Number("clockOffsetSeconds"), (steps * 30) - 16, (steps * 30) + 16);
        Assert.Null((await _main.ConfirmAsync(person, pending.Text("id"), await app.WrongCodeAsync())).Expect(422, "invalid-code").Body!["clockOffsetSeconds"]);
        (await _main.ConfirmAsync(person, pending.Text("id"), await app.CodeAsync(-1))).Expect(HttpStatusCode.OK);

        var refused = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), code: await app.CodeAsync(steps))).Expect(422, "invalid-code");
        Assert.Null(refused.Body!["clockOffsetSeconds"]);
    }

    [Fact]
    public async Task AUsedCodeIsWrongLikeAnyOther()
    {
        var owner = await _main.RegisterWithAppAsync();
        var code = await owner.App.CodeAsync();
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: code)).Expect(HttpStatusCode.Created);

        var replayed = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: code)).Expect(422, "invalid-code");
        var wrong = (await _main.VerifyAsync(replayed.Text("challengeId"), await owner.App.WrongCodeAsync())).Expect(422, "invalid-code");
        Assert.Equal(4, replayed.Number("attemptsRemaining"));
        Assert.Equal(3, wrong.Number("attemptsRemaining"));
        Assert.Equal(replayed.Text("detail"), wrong.Text("detail"));
        Assert.Equal(2, await running.WrongCodesAsync(owner.Person));
        (await _main.VerifyAsync(replayed.Text("challengeId"), await owner.App.CodeAsync(1))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheCodeThatConfirmedIsBurnt()
    {
        var person = await _main.RegisterAsync();
        var pending = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var code = await app.CodeAsync();
        (await _main.ConfirmAsync(person, pending.Text("id"), code)).Expect(HttpStatusCode.OK);
        (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), code: code)).Expect(422, "invalid-code");
    }

    [Fact]
    public async Task ALostAnswerIsReadAgainForAMinute()
    {
        var owner = await _main.RegisterWithAppAsync();
        var created = (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), nonce: "n")).Expect(HttpStatusCode.Created);
        Assert.Equal("pending", created.Text("status"));
        Assert.Matches("^[0-9]{3}$", created.Text("sessionIdentifier"));
        var verified = (await _main.VerifyAsync(created.Text("id"), await owner.App.CodeAsync())).Expect(HttpStatusCode.OK);
        var read = (await _main.GetAsync("/v1/challenges/" + created.Text("id"))).Expect(HttpStatusCode.OK);
        var (first, second) = (new JsonWebToken(verified.Text("assertion")), new JsonWebToken(read.Text("assertion")));
        Assert.Equal((first.Id, first.ValidTo), (second.Id, second.ValidTo));
        (await _main.VerifyAsync(created.Text("id"), await owner.App.CodeAsync(1))).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task AMovedAppEndsWithTheConfirmOfTheNewOne()
    {
        var owner = await _main.RegisterWithAppAsync();
        var stepUp = await _main.StepUpAsync(owner);
        var pending = (await _main.StartTotpAsync(owner.Person, signInToken: "", stepUp, replaces: owner.FactorId)).Expect(HttpStatusCode.Created);
        var moved = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        (await _main.ConfirmAsync(owner.Person, pending.Text("id"), await moved.CodeAsync(-1))).Expect(HttpStatusCode.OK);

        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync(1))).Expect(422, "invalid-code");
        (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await moved.CodeAsync())).Expect(HttpStatusCode.Created);
        var factors = (await _main.GetAsync($"/v1/accounts/{owner.Person.AccountId}/factors")).Expect(HttpStatusCode.OK);
        Assert.Equal(pending.Text("id"), Assert.Single(factors.Body!["items"]!.AsArray())!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task TheLastFactorCanBeMovedNotRemoved()
    {
        var owner = await _main.RegisterWithAppAsync();
        var path = $"/v1/accounts/{owner.Person.AccountId}/factors/{owner.FactorId}";
        (await _main.DeleteAsync(path)).Expect(403, "step-up-required");
        (await _main.DeleteAsync(path, await _main.StepUpAsync(owner))).Expect(409, "last-factor");
    }

    [Fact]
    public async Task ARepeatedConfirmWithTheSameCodeAnswersTheSame()
    {
        var person = await _main.RegisterAsync();
        var pending = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        var code = await new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>()).CodeAsync();
        var first = (await _main.ConfirmAsync(person, pending.Text("id"), code)).Expect(HttpStatusCode.OK);
        var second = (await _main.ConfirmAsync(person, pending.Text("id"), code)).Expect(HttpStatusCode.OK);
        Assert.Equal(new JsonWebToken(first.Text("stepUpToken")).Id, new JsonWebToken(second.Text("stepUpToken")).Id);
    }

    [Fact]
    public async Task AnEnrolmentWithANonceSignsInAndSpendsTheToken()
    {
        var person = await _main.RegisterAsync();
        var token = await _main.SignInTokenAsync(person);
        var pending = (await _main.StartTotpAsync(person, token, nonce: "n-2")).Expect(HttpStatusCode.Created);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var confirmed = (await _main.ConfirmAsync(person, pending.Text("id"), await app.CodeAsync(-1))).Expect(HttpStatusCode.OK);
        var assertion = new JsonWebToken(confirmed.Text("assertion"));
        Assert.Equal("enrol", assertion.GetPayloadValue<string>("purpose"));
        (await _main.ChallengeAsync(person, token, code: await app.CodeAsync())).Expect(422, "invalid-token");
    }

    [Fact]
    public async Task BeforeTheRealmsDateAPersonWithoutFactorIsLetIn()
    {
        var person = await _main.RegisterAsync("before-date");
        var signIn = (await _main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("optional", signIn.Text("secondFactor"));
        Assert.StartsWith("2099-01-01T00:00:00", signIn.Text("optionalUntil"), StringComparison.Ordinal);
        var approved = (await _main.ChallengeAsync(person, signIn.Text("signInToken"), factor: "none", nonce: "n")).Expect(HttpStatusCode.Created);
        var assertion = new JsonWebToken(approved.Text("assertion"));
        Assert.Equal("mfa:1", assertion.GetPayloadValue<string>("acr"));
        Assert.Equal(["pwd"], assertion.GetPayloadValue<string[]>("amr"));
        Assert.Equal("none", assertion.GetPayloadValue<string>("mfa_method"));
    }

    private async Task AssertAssertionAsync(Answer approved, Person person)
    {
        var jwks = (await _main.GetAsync("/.well-known/jwks.json")).Expect(HttpStatusCode.OK).Content;
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(approved.Text("assertion"), new TokenValidationParameters
        {
            ValidAlgorithms = ["ES256"],
            ValidTypes = ["mfa-assertion+jwt"],
            ValidIssuer = "https://quick.test",
            ValidAudience = _main.Id,
            IssuerSigningKeys = new JsonWebKeySet(jwks).GetSigningKeys(),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(approved.Text("assertion").Split('.')[1]))!;
        Assert.Equal(person.AccountId, claims["sub"]!.GetValue<string>());
        Assert.Equal("n-1", claims["nonce"]!.GetValue<string>());
        Assert.Equal("mfa:3", claims["acr"]!.GetValue<string>());
        Assert.Equal(["pwd", "otp", "mfa"], claims["amr"]!.AsArray().Select(value => value!.GetValue<string>()));
        Assert.Equal("totp", claims["mfa_method"]!.GetValue<string>());
        Assert.Equal(approved.Text("id"), claims["challenge"]!.GetValue<string>());
        Assert.InRange(claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>(), 1, 120);
        Assert.True(claims["securityChangedAt"]!.GetValue<long>() > 0);
    }
}
