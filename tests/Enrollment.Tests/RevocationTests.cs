using System.Net;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>The lost phone: password and revocation code end the app, and what comes after.</summary>
public sealed class RevocationTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    private const string NobodysCode = "0000-0000-0000-0000";

    public void Dispose()
    {
        app.Challenge.Trouble.Clear();
        app.People.Trouble.Clear();
    }

    [Fact]
    public async Task TheCodeEndsTheAppAndOpensAnEnrolment()
    {
        var (person, code) = await EnrolledAsync();
        var (old, appId) = (person.NewSession(), (await app.SetOf(person)).Factors.Single().Id);

        var reply = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);

        Assert.Equal((person.Id, "rc", "no-store"), (reply["accountId"], reply["method"], reply.Headers["Cache-Control"]));
        Assert.Empty(reply.Body["factors"]!.AsArray());
        Assert.Equal(new VersionRaise(person.Realm, 2, null), app.Challenge.Versions[person.Id]);
        Assert.Equal(
            ("invalid-token", "invalid-token"),
            ((await person.StartAsync(person.Request(null), person.StepUpOf(old))).Code, (await person.StartAsync(person.Request(person.TokenOf(old)))).Code));
        var set = await app.SetOf(person);
        Assert.True(set.Owed);
        Assert.Empty(set.Factors);
        Assert.Null((await app.ReadAsync(db => db.Factors.SingleAsync(f => f.Id == appId))).Secret);
        var order = app.People.Sessions.Single(session => session.AccountId == person.Id);
        Assert.Equal((person.Realm, "rp_one", "rc", 2L, null), (order.Realm, order.RelyingParty, order.Method, order.Factors.Version, order.Factors.ChangedBy));
        var told = Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
        Assert.Equal((appId, "totp", "rp_one", null), (told.FactorId, told.Factor, told.RelyingParty, told.Session));
    }

    [Theory]
    [InlineData("quick", "totp")]
    [InlineData("mailed", "totp")]
    [InlineData("mailed", "email")]
    [InlineData("signature", "email")]
    public async Task ItsTokenEnrolsWithoutPasswordAndThatUsesTheCodeUp(string realm, string type)
    {
        var (person, code) = await EnrolledAsync(realm);
        var request = new JsonObject { ["type"] = type, ["signInToken"] = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK)["signInToken"] };

        var started = (await person.StartAsync(request)).Expect(HttpStatusCode.Created);
        Assert.Equal("pending", started["status"]);
        Assert.True(type == "totp" ? app.Challenge.OrderOf(started["id"]).SpendsSignInToken : app.Challenge.MailOf(started["id"]) is { SpendsSignInToken: true, Rebinds: true });
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
        var confirmed = type == "totp" ? await person.ConfirmAsync(started) : await person.ConfirmAsync(started["id"], app.Challenge.MailedCode(started["id"]));
        confirmed.Expect(HttpStatusCode.OK);

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        Assert.Equal(type, Assert.Single((await app.SetOf(person)).Factors).Type);
        if (type == "totp")
            Assert.Equal("rc", (await person.RevokeAsync(confirmed["revocationCode"])).Expect(HttpStatusCode.OK)["method"]);
    }

    [Fact]
    public async Task UntilThenItMayBeShownAgainAndEndsNothingMore()
    {
        var (person, code) = await EnrolledAsync();
        var first = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);

        var again = (await person.RevokeAsync(code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal))).Expect(HttpStatusCode.OK);

        Assert.NotEqual(first["signInToken"], again["signInToken"]);
        Assert.Equal("rc", again["method"]);
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
        // Both tokens are good: a closed browser loses nothing.
        foreach (var reply in new[] { first, again })
            (await person.StartAsync(person.Request(reply["signInToken"], null))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task BesideAnActiveFactorItWorksOnceAndOpensNothing()
    {
        var (person, code) = await EnrolledAsync();
        await person.EnrolEmailAsync(person.EmailRequest(null), person.StepUp());

        var reply = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);

        Assert.Equal(("pwd", "email"), (reply["method"], (string)Assert.Single(reply.Body["factors"]!.AsArray())!["type"]!));
        var bootstrap = (await person.StartAsync(person.Request(reply["signInToken"]))).Expect(HttpStatusCode.Forbidden, "bootstrap-required");
        Assert.Equal("""["step-up","revocation-code"]""", bootstrap.Body["accepts"]!.ToJsonString());
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task BesideADisabledFactorItOpensTheEnrolmentThatBindsThatAnew()
    {
        var (person, code) = await EnrolledAsync();
        var mail = (string)(await person.EnrolEmailAsync(person.EmailRequest(null), person.StepUp())).Body["factor"]!["id"]!;
        await app.ReadAsync(async db =>
        {
            (await db.Factors.SingleAsync(f => f.Id == mail)).Disable(DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        var reply = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
        Assert.Equal("rc", reply["method"]);

        var request = person.EmailRequest(reply["signInToken"], null);
        request["replaces"] = mail;
        await person.EnrolEmailAsync(request);

        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task WhicheverIsWrongTheAnswerIsTheSame()
    {
        var (person, code) = await EnrolledAsync();
        var (withoutApp, version) = (app.NewPerson(), app.Challenge.Versions[person.Id]);
        var unknown = person.Revocation(code);
        unknown["identifier"] = "nobody.at.all";

        Reply[] replies =
        [
            await person.RevokeAsync(NobodysCode), await person.RevokeAsync(code, "wrong"), await person.RevokeAsync(NobodysCode, "wrong"),
            await withoutApp.RevokeAsync(code), await person.Backend.PostAsync("/v1/factor-revocations", unknown),
        ];

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials"));
        Assert.Single(replies.Select(reply => reply.WithoutTrace()).Distinct());
        Assert.Single(replies.Select(reply => string.Join('|', reply.Headers.Keys.Order(StringComparer.Ordinal))).Distinct());
        Assert.Equal(version, app.Challenge.Versions[person.Id]);
        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
        Assert.Empty((await app.SetOf(person)).WrongCodes);
    }

    [Theory]
    [InlineData("/revocationCode", null)]
    [InlineData("/revocationCode", "")]
    [InlineData("/revocationCode", "1234-5678-9ABC-DEF")]
    [InlineData("/revocationCode", "1234-5678-9ABC-DEFGH")]
    [InlineData("/revocationCode", "1234-5678-9ABC-DEFU")]
    [InlineData("/revocationCode", "1234 5678 9ABC DEFG")]
    [InlineData("/revocationCode", "１２３４-5678-9ABC-DEFG")]
    [InlineData("/password", null)]
    [InlineData("/identifier", "")]
    [InlineData("/realm", null)]
    public async Task AMalformedRequestIsNoGuess(string pointer, string? value)
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        var request = person.Revocation(NobodysCode);
        request[pointer[1..]] = value;

        Assert.Equal([pointer], (await person.Backend.PostAsync("/v1/factor-revocations", request)).Expect(HttpStatusCode.BadRequest, "invalid-request").Pointers);

        Assert.Equal(0, await GuessesOf(person));
    }

    [Fact]
    public async Task AForeignRealmIsUnknownAndAnotherScopeForbidden()
    {
        var (person, code) = await EnrolledAsync();

        (await app.As(realms: ["sha512"]).PostAsync("/v1/factor-revocations", person.Revocation(code))).Expect(HttpStatusCode.NotFound, "not-found");
        (await app.As(scope: "mfa.challenge mfa.directory").PostAsync("/v1/factor-revocations", person.Revocation(code))).Expect(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task TheLastOfTheDaysWrongCodesClosesTheWayForARightOneToo()
    {
        var (person, code) = await EnrolledAsync(EnrollmentApp.Tiny);
        for (var i = 0; i < EnrollmentApp.TinyRecoveryWrong - 1; i++)
            (await person.RevokeAsync(NobodysCode)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        (await person.RevokeAsync(NobodysCode, "wrong")).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        // A right one takes its own guess back, and no other.
        Assert.Equal("rc", (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK)["method"]);
        (await person.RevokeAsync(NobodysCode)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");

        foreach (var shown in new[] { code, NobodysCode })
        {
            var reply = (await person.RevokeAsync(shown)).Expect(HttpStatusCode.TooManyRequests, "account-cooling-down");
            Assert.InRange(int.Parse(reply.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 86_300, 86_400);
            Assert.StartsWith("\"recovery-codes\";r=0", reply.Headers["RateLimit"], StringComparison.Ordinal);
        }

        (await person.RevokeAsync(code, "wrong")).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        Assert.Equal(EnrollmentApp.TinyRecoveryWrong, await GuessesOf(person));
        await AgeGuessesAsync(person, TimeSpan.FromDays(1));
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ManyWrongCodesAtOnceAreNotMoreThanTheBudget()
    {
        var (person, _) = await EnrolledAsync(EnrollmentApp.Tiny);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => person.RevokeAsync(NobodysCode))));

        // A guess whose answer was refused for want of time is counted too.
        Assert.InRange(replies.Count(reply => reply.Status == HttpStatusCode.UnprocessableEntity), 1, EnrollmentApp.TinyRecoveryWrong);
        Assert.Equal(EnrollmentApp.TinyRecoveryWrong, await GuessesOf(person));
        Assert.Contains(replies, reply => reply.Code == "account-cooling-down");
    }

    [Fact]
    public async Task TwentyRevocationsAtOnceEndTheAppOnce()
    {
        var (person, code) = await EnrolledAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => person.RevokeAsync(code))));

        Assert.All(replies, reply => Assert.Equal("rc", reply.Expect(HttpStatusCode.OK)["method"]));
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
    }

    [Fact]
    public async Task BesideAnActiveFactorTwentyAtOnceOpenAtMostOneSession()
    {
        var (person, code) = await EnrolledAsync();
        await app.PlantAsync(person, "email");

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => person.RevokeAsync(code))));

        Assert.InRange(replies.Count(reply => reply.Status == HttpStatusCode.OK), 0, 1);
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => Assert.Contains(reply.Code, new[] { "invalid-credentials", "account-cooling-down" }));
    }

    [Fact]
    public async Task UntilChallengeKnowsNoSessionBeginsAndTheRepeatGoesOn()
    {
        var (person, code) = await EnrolledAsync();
        app.Challenge.Trouble[$"/internal/factor-sets/{person.Id}"] = Neighbour.BeUnavailable;

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.DoesNotContain(app.People.Sessions, session => session.AccountId == person.Id);
        app.Challenge.Trouble.Clear();
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
    }

    [Theory]
    [InlineData("/internal/sessions")]
    [InlineData("/internal/password-checks")]
    public async Task WithoutDirectoryItIsRefusedInTimeAndMayBeRepeated(string path)
    {
        var (person, code) = await EnrolledAsync();
        foreach (var trouble in new Func<Microsoft.AspNetCore.Http.HttpContext, Task>[] { Neighbour.HangUp, Neighbour.BeUnavailable })
        {
            app.People.Trouble[path] = trouble;
            (await person.RevokeAsync(code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
        }

        app.People.Trouble.Clear();
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AMoveGivesANewCodeAndTheOldOneEnds()
    {
        var (person, code) = await EnrolledAsync();
        var request = person.Request(null);
        request["replaces"] = (await app.SetOf(person)).Factors.Single().Id;

        var moved = await person.EnrolAsync(request, person.StepUp());

        Assert.NotEqual(code, moved["revocationCode"]);
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        (await person.RevokeAsync(moved["revocationCode"])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ARemovedAppTakesItsCodeWithIt()
    {
        var (person, code) = await EnrolledAsync();
        var appId = (await app.SetOf(person)).Factors.Single().Id;
        await app.PlantAsync(person, "email");
        (await person.Backend.DeleteAsync($"{person.Factors}/{appId}", ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.NoContent);

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
    }

    [Fact]
    public async Task ANewCodeNeedsAStepUpAndEndsTheOldOne()
    {
        var (person, code) = await EnrolledAsync();
        var path = $"{person.Factors}/{(await app.SetOf(person)).Factors.Single().Id}/revocation-code";
        (await person.Backend.PostAsync(path, null)).Expect(HttpStatusCode.Forbidden, "step-up-required");
        (await person.Backend.PostAsync(path, null, ("Mfa-Step-Up", person.SignIn()))).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
        var session = person.NewSession();

        var issued = (await person.Backend.PostAsync(path, null, ("Mfa-Step-Up", person.StepUpOf(session)))).Expect(HttpStatusCode.Created);

        Assert.Equal("no-store", issued.Headers["Cache-Control"]);
        Assert.NotEqual(code, issued["revocationCode"]);
        var told = Assert.Single(await app.EventsOf(person), told => told.Type == "revocation-code.issued");
        Assert.Equal(session.Id, told.Session);
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        (await person.RevokeAsync(issued["revocationCode"])).Expect(HttpStatusCode.OK);
        (await person.Backend.PostAsync(path, null, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task OnlyAConfirmedAppHasACode()
    {
        var (person, _) = await EnrolledAsync();
        var mail = await app.PlantAsync(person, "email");
        var pending = (await app.NewPerson().StartAsync()).Expect(HttpStatusCode.Created);

        (await person.Backend.PostAsync($"{person.Factors}/{mail}/revocation-code", null, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Conflict, "conflict");
        (await person.Backend.PostAsync($"{person.Factors}/{pending["id"]}/revocation-code", null, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task AnotherSessionsChangeEndsAStepUpForANewCode()
    {
        var (person, code) = await EnrolledAsync();
        var stepUp = person.StepUp();
        await app.ChangeAsync(person, (account, _) => account.Raise("another session", DateTimeOffset.UtcNow));
        var path = $"{person.Factors}/{(await app.SetOf(person)).Factors.Single().Id}/revocation-code";

        (await person.Backend.PostAsync(path, null, ("Mfa-Step-Up", stepUp))).Expect(HttpStatusCode.Conflict, "conflict");

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task NeitherTheCodeNorWhatCouldTestItIsInAFileOrALog()
    {
        var (person, code) = await EnrolledAsync();
        var issued = (await person.Backend.PostAsync(
            $"{person.Factors}/{(await app.SetOf(person)).Factors.Single().Id}/revocation-code", null, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Created);
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity);
        (await person.RevokeAsync(issued["revocationCode"])).Expect(HttpStatusCode.OK);
        await app.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO \"RelyingParties\" (\"Id\", \"Status\", \"ClientVersion\") VALUES ('7Q2M-X0VD-94KT-HZ1A', 'planted', 0)"));

        Assert.True(await app.Database.FilesContainAsync("7Q2M-X0VD-94KT-HZ1A"), "The search finds a code that was planted.");
        Assert.Contains("INSERT INTO \"RecoveryGuesses\"", app.Logged, StringComparison.Ordinal);
        foreach (var one in new[] { code, issued["revocationCode"] })
        {
            var bare = one.Replace("-", "", StringComparison.Ordinal);
            var bits = CrockfordCode.Read(one)!;
            string[] forms = [one, bare, bare.ToLowerInvariant(), Convert.ToHexString(bits), Convert.ToHexStringLower(bits), Convert.ToBase64String(bits)[..13]];
            await Assert.AllAsync(forms, async form => Assert.False(await app.Database.FilesContainAsync(form)));
            Assert.All(forms, form => Assert.DoesNotContain(form, app.Logged, StringComparison.OrdinalIgnoreCase));
            Assert.False(await app.Database.FilesContainAsync(bits) || await app.Database.FilesContainAsync(System.Security.Cryptography.SHA256.HashData(bits)));
        }
    }

    private Task<int> GuessesOf(Person person) => app.ReadAsync(db => db.RecoveryGuesses.CountAsync(g => g.AccountId == person.Id));

    private Task<int> AgeGuessesAsync(Person person, TimeSpan by) => app.ReadAsync(async db =>
    {
        var at = TimeProvider.System.GetUtcNow() - by;
        return await db.RecoveryGuesses.Where(g => g.AccountId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.At, at));
    });

    private async Task<(Person Person, string Code)> EnrolledAsync(string realm = "quick")
    {
        var person = app.NewPerson(realm, email: "anna@example.hu");
        return (person, (await person.EnrolAsync(person.Request(person.SignIn("sc"), null)))["revocationCode"]);
    }
}
