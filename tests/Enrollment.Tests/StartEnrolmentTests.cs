using System.Net;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.Realms;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Enrollments.Tests;

public sealed class StartEnrolmentTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    [Fact]
    public async Task StartingAnswersThePendingAppAndItsSecretThere()
    {
        var person = app.NewPerson();

        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        Assert.Equal("pending", started["status"]);
        Assert.Equal("digits-6", started["format"]);
        Assert.Equal("authenticator app", started["hint"]);
        Assert.Equal("no-store", started.Headers["Cache-Control"]);
        Assert.Equal($"{person.Factors}/{started["id"]}", started.Headers["Location"]);
        Assert.EndsWith("Z", started["expiresAt"], StringComparison.Ordinal);
        Assert.Equal(20, Person.SecretOf(started).Length);
        var read = (await person.Backend.GetAsync(started.Headers["Location"])).Expect(HttpStatusCode.OK);
        Assert.Equal("2", read.Headers["Retry-After"]);
        Assert.Equal(5, (int)read.Body["attemptsRemaining"]!);
        Assert.Null(read.Body["totp"]);
    }

    [Fact]
    public async Task BothPicturesSayTheOtpauthAddress()
    {
        var started = (await app.NewPerson(label: "kovács.anna é:?").StartAsync()).Expect(HttpStatusCode.Created);
        var totp = started.Body["totp"]!;

        var uri = (string)totp["otpauthUri"]!;
        Assert.Equal($"otpauth://totp/Test%20quick:kov%C3%A1cs.anna%20%C3%A9%3A%3F?secret={totp["secret"]}&issuer=Test%20quick", uri);
        Assert.Equal(uri, await External.ReadQrAsync(Convert.FromBase64String((string)totp["qrCode"]!["png"]!), ".png"));
        var svg = (string)totp["qrCode"]!["svg"]!;
        Assert.StartsWith("<svg ", svg, StringComparison.Ordinal);
        Assert.Equal(uri, await External.ReadQrAsync(SvgPainter.Paint(svg), ".pgm"));
    }

    [Theory]
    [InlineData("quick", "--totp=SHA1", "--digits=6")]
    [InlineData("eight-digits", "--totp=SHA256", "--digits=8")]
    [InlineData("sha512", "--totp=SHA512", "--digits=6")]
    [InlineData(EnrollmentApp.SlowSteps, "--totp=SHA512", "--digits=8", "--time-step-size=60s")]
    public async Task AnIndependentAppMakesCodesThatAreAccepted(string realm, string mode, string digits, string period = "--time-step-size=30s")
    {
        var person = app.NewPerson(realm);
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        var code = await External.TotpAsync((string)started.Body["totp"]!["secret"]!, mode, digits, period);

        (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("quick", "SHA1", 6, 30, "")]
    [InlineData("eight-digits", "SHA256", 8, 30, "&algorithm=SHA256&digits=8")]
    [InlineData("sha512", "SHA512", 6, 30, "&algorithm=SHA512")]
    [InlineData(EnrollmentApp.SlowSteps, "SHA512", 8, 60, "&algorithm=SHA512&digits=8&period=60")]
    public async Task WhatTheRealmAsksOfAppsReachesTheAppTheProofAndTheSet(string realm, string algorithm, int digits, int period, string told)
    {
        var person = app.NewPerson(realm);
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var order = app.Challenge.OrderOf(started["id"]);

        var issuer = Uri.EscapeDataString(app.Services.GetRequiredService<RealmCatalog>().Find(realm)!.Totp.Issuer);
        Assert.EndsWith($"&issuer={issuer}{told}", (string)started.Body["totp"]!["otpauthUri"]!, StringComparison.Ordinal);
        Assert.Equal($"digits-{digits}", started["format"]);
        Assert.Equal((algorithm, digits, period), (order.Algorithm, order.Digits, order.PeriodSeconds));
        (await person.ConfirmAsync(started["id"], new string('1', 14 - digits))).Expect(HttpStatusCode.BadRequest, "invalid-request");
        var code = Rfc6238.Code(Person.SecretOf(started), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / period, algorithm, digits);
        (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK);
        var factor = Assert.Single((await app.SetOf(person)).Factors);
        Assert.Equal((algorithm, digits, period), (factor.Algorithm, factor.Digits, factor.PeriodSeconds!.Value));
    }

    [Theory]
    [InlineData("""{}""", "/type")]
    [InlineData("""{"type":""}""", "/type")]
    [InlineData("""{"type":"TOTP"}""", "/type")]
    [InlineData("""{"type":"webauthn"}""", "/type")]
    [InlineData("""{"type":7}""", "/type")]
    [InlineData("""{"type":"totp","secret":"mine"}""", "/secret")]
    [InlineData("""{"type":"totp","type":"totp"}""", "/type")]
    [InlineData("""{"Type":"totp"}""", "/Type")]
    [InlineData("""{"type":"totp","nonce":"n"}""", "/nonce")]
    [InlineData("""{"type":"totp","nonce":"","signInToken":"t"}""", "/nonce")]
    [InlineData("""{"type":"totp","password":["x"]}""", "/password")]
    [InlineData("""{"type":"totp","context":{"ip":"not an address"}}""", "/context/ip")]
    [InlineData("""{"type":"totp","context":{"network":"x"}}""", "/context/network")]
    [InlineData("""[]""", "")]
    [InlineData("""{"type":""", "/type")]
    [InlineData("""type=totp""", "")]
    public async Task AMalformedRequestIsToldWhereItIsWrong(string body, string pointer)
    {
        var person = app.NewPerson();

        var reply = (await person.Backend.SendAsync(HttpMethod.Post, person.Factors, body)).Expect(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Contains(reply.Pointers, p => p == pointer || (pointer.Length == 0 && p.Length <= 1));
    }

    [Fact]
    public async Task ATooLongMemberIsRefusedAndNeverRepeated()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn(), new string('q', 257));

        var reply = (await person.StartAsync(request)).Expect(HttpStatusCode.BadRequest, "invalid-request");

        Assert.DoesNotContain("qqq", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownAccountAndOneOfAForeignRealmAnswerAlike()
    {
        var foreigner = app.NewPerson("sha512");
        var (known, enrolled) = (app.NewPerson("sha512"), app.As(realms: ["quick"]));
        await known.StartAsync();
        var body = foreigner.Request(foreigner.SignIn());

        var unknown = (await enrolled.PostAsync("/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa/factors", body)).Expect(HttpStatusCode.NotFound, "not-found");

        Assert.Equal(unknown.WithoutTrace(), (await enrolled.PostAsync(foreigner.Factors, body)).WithoutTrace());
        Assert.Equal(unknown.WithoutTrace(), (await enrolled.PostAsync(known.Factors, body)).WithoutTrace());
        Assert.Equal(unknown.WithoutTrace(), (await enrolled.PostAsync("/v1/accounts/42/factors", body)).WithoutTrace());
    }

    [Fact]
    public async Task WithoutAnyProofAStepUpIsRequired()
    {
        var person = app.NewPerson();

        (await person.StartAsync(person.Request(null))).Expect(HttpStatusCode.Forbidden, "step-up-required");
    }

    [Fact]
    public async Task AWrongPasswordEnrolsNothing()
    {
        var person = app.NewPerson();

        (await person.StartAsync(person.Request(person.SignIn(), "wrong one"))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");

        Assert.Empty(await FactorsOf(person));
    }

    [Fact]
    public async Task WithAPasswordSignInThePasswordIsAskedAgain()
    {
        var person = app.NewPerson();

        var reply = (await person.StartAsync(person.Request(person.SignIn(), null))).Expect(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(["/password"], reply.Pointers);
    }

    [Theory]
    [InlineData("sc", true)]
    [InlineData("rc", true)]
    public async Task AfterASignatureOrARevocationCodeNoPasswordIsAsked(string method, bool owed)
    {
        var person = app.NewPerson("signature");
        if (owed)
            await person.EnrolAsync(person.Request(person.SignIn("sc"), null));
        var request = person.Request(person.SignIn(method), null);
        if (owed)
            request["replaces"] = Assert.Single(await FactorsOf(person)).Id;

        (await person.StartAsync(request)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task TheNetworkAndTheRelyingPartyReachThePasswordsThrottle()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        request["context"] = new JsonObject { ["ip"] = "192.0.2.7", ["userAgent"] = "x" };

        (await person.StartAsync(request)).Expect(HttpStatusCode.Created);

        Assert.Equal((person.Realm, person.Id, "rp_one", "192.0.2.7"), (
            app.People.LastCheck!.Realm, app.People.LastCheck.AccountId, app.People.LastCheck.RelyingParty, app.People.LastCheck.Network));
    }

    [Fact]
    public async Task ATokenOfAnotherAccountRelyingPartyOrKindIsNotGood()
    {
        var (person, other) = (app.NewPerson(), app.NewPerson());
        foreach (var token in new[] { "garbage", other.SignIn(), person.At("rp_two").SignIn(), person.StepUp() })
            (await person.StartAsync(person.Request(token))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
        foreach (var stepUp in new[] { "garbage", other.StepUp(), person.At("rp_two").StepUp(), person.SignIn() })
            (await person.StartAsync(person.Request(null), stepUp)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");

        Assert.Empty(await FactorsOf(person));
    }

    [Fact]
    public async Task TokensOfTwoSignInsDoNotGoTogether()
    {
        var person = app.NewPerson();

        (await person.StartAsync(person.Request(person.SignIn()), person.StepUp())).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
    }

    [Theory]
    [InlineData("pwd", null, false)]
    [InlineData("pwd", "n-1", true)]
    [InlineData("sc", null, false)]
    [InlineData("rc", null, true)]
    public async Task TheSignInTokenIsSpentForAnAssertionOrWhenItIsOfARevocation(string method, string? nonce, bool spends)
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn(method));
        request["nonce"] = nonce;

        var started = (await person.StartAsync(request)).Expect(HttpStatusCode.Created);

        var order = app.Challenge.OrderOf(started["id"]);
        Assert.Equal((spends, nonce, 900), (order.SpendsSignInToken, order.Nonce, order.LifeSeconds));
    }

    [Fact]
    public async Task AStepUpSessionSpendsNothing()
    {
        var person = app.NewPerson();

        var started = (await person.StartAsync(person.Request(null), person.StepUp())).Expect(HttpStatusCode.Created);

        Assert.False(app.Challenge.OrderOf(started["id"]).SpendsSignInToken);
    }

    [Fact]
    public async Task AnExistingFactorMustBeNamed()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();

        (await person.StartAsync(person.Request(null), person.StepUp())).Expect(HttpStatusCode.Conflict, "factor-exists");
    }

    [Fact]
    public async Task WhatIsReplacedMustBeTheAccountsOwnBoundFactorOfTheType()
    {
        var (person, other) = (app.NewPerson(), app.NewPerson());
        var foreign = (await other.EnrolAsync()).Body["factor"]!["id"];
        var request = person.Request(null);
        foreach (var id in new[] { "fac_aaaaaaaaaaaaaaaaaaaaaaaaaa", (string)foreign!, "x" })
        {
            request["replaces"] = id;
            (await person.StartAsync(request, person.StepUp())).Expect(HttpStatusCode.NotFound, "not-found");
        }

        request["replaces"] = (await person.StartAsync(person.Request(null), person.StepUp())).Expect(HttpStatusCode.Created)["id"];
        (await person.StartAsync(request, person.StepUp())).Expect(HttpStatusCode.NotFound, "not-found");
        request["replaces"] = await app.PlantAsync(person, "email");
        (await person.StartAsync(request, person.StepUp())).Expect(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task OnlyTheNewestPendingAppCanBeConfirmed()
    {
        var person = app.NewPerson();
        var older = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var proof = app.Challenge.OrderOf(older["id"]).ChallengeId;
        var newer = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        (await person.ConfirmAsync(older)).Expect(HttpStatusCode.Gone, "challenge-over");
        (await person.Backend.GetAsync(older.Headers["Location"])).Expect(HttpStatusCode.NotFound, "not-found");
        Assert.False(app.Challenge.Knows(proof));
        (await person.ConfirmAsync(newer)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ASupersededProofThatCanNotBeCanceledStopsNoStart()
    {
        var person = app.NewPerson();
        var older = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var path = "/internal/proofs/" + app.Challenge.OrderOf(older["id"]).ChallengeId;
        foreach (var trouble in new Func<HttpContext, Task>[] { Neighbour.BeUnavailable, Neighbour.HangUp })
        {
            app.Challenge.Trouble[path] = trouble;
            var newer = (await person.StartAsync()).Expect(HttpStatusCode.Created);
            path = "/internal/proofs/" + app.Challenge.OrderOf(newer["id"]).ChallengeId;
        }

        Assert.Contains("could not be canceled (dependency-unavailable)", app.Logged, StringComparison.Ordinal);
        Assert.Contains("could not be canceled (challenge)", app.Logged, StringComparison.Ordinal);
        (await person.ConfirmAsync(older)).Expect(HttpStatusCode.Gone, "challenge-over");
        Assert.Single(await FactorsOf(person), factor => factor.Secret is not null);
    }

    [Fact]
    public async Task OfTwentyStartsAtOnceOneIsLeft()
    {
        var person = app.NewPerson();

        var started = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => person.StartAsync())));

        Assert.All(started, reply => reply.Expect(HttpStatusCode.Created));
        // A row that a refused start could not take back is one that nobody was told of.
        var left = Assert.Single(await FactorsOf(person), factor => factor is { IsUnconfirmed: true, BornAt: not null });
        Assert.Equal(left.Id, (string)Assert.Single((await person.Backend.GetAsync(person.Factors)).Body["items"]!.AsArray())!["id"]!);
        (await person.ConfirmAsync(started.Single(reply => reply["id"] == left.Id))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task NothingSecretIsLogged()
    {
        var person = app.NewPerson(label: "sehr.geheim");
        var request = person.Request(person.SignIn());
        var started = (await person.StartAsync(request, key: "a-key-nobody-logs")).Expect(HttpStatusCode.Created);
        var code = Person.CodeOf(started);
        var confirmed = (await person.ConfirmAsync(started["id"], code)).Expect(HttpStatusCode.OK);

        var secret = (string)started.Body["totp"]!["secret"]!;
        string[] secrets =
        [
            secret, Convert.ToHexString(Person.SecretOf(started)), (string)request["signInToken"]!, DirectoryDouble.Password, confirmed["stepUpToken"],
            "sehr.geheim", "a-key-nobody-logs", $"\"{code}\"", $"code={code}",
        ];
        var log = app.Logged;
        Assert.All(secrets, text => Assert.DoesNotContain(text, log, StringComparison.OrdinalIgnoreCase));
        // The same search finds what is there: the statement that stored the factor, at the lowest level.
        Assert.Contains("INSERT INTO \"Factors\"", log, StringComparison.OrdinalIgnoreCase);
    }

    private Task<List<Factor>> FactorsOf(Person person) => app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id).ToListAsync());
}
