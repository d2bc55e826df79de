using System.Net;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>The lost phone without a revocation code: an operator's reset code does, with the password.</summary>
public sealed class ResetFactorTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IAsyncLifetime
{
    private const string NobodysCode = "0000-0000-0000-0000";

    public async ValueTask InitializeAsync()
    {
        await app.RegisterAsync("rp_desk", 1);
        await app.RegisterAsync("rp_desk_two", 1);
    }

    public ValueTask DisposeAsync()
    {
        app.Challenge.Trouble.Clear();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task NothingChangesByItButThatThereIsACode()
    {
        var (person, factor, revocation) = await EnrolledAsync();
        var version = app.Challenge.Versions[person.Id];

        var reset = (await ResetAsync(person, factor)).Expect(HttpStatusCode.OK);

        Assert.Equal("no-store", reset.Headers["Cache-Control"]);
        Assert.Equal(["resetCode", "expiresAt"], reset.Body.AsObject().Select(member => member.Key));
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", reset["resetCode"]);
        Assert.InRange(DateTimeOffset.Parse(reset["expiresAt"], System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow, TimeSpan.FromHours(71.9), TimeSpan.FromHours(72));
        Assert.Equal(version, app.Challenge.Versions[person.Id]);
        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
        var told = (await app.EventsOf(person)).Where(told => told.Type.StartsWith("factor.reset-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["factor.reset-requested", "factor.reset-approved"], told.Select(one => one.Type));
        Assert.All(told, one => Assert.Equal((factor, "totp", "rp_desk", "lost phone", null), (one.FactorId, one.Factor, one.RelyingParty, one.Reason, one.Session)));
        Assert.Equal("rc", (await person.RevokeAsync(revocation)).Expect(HttpStatusCode.OK)["method"]);
    }

    [Theory]
    [InlineData("quick", "totp")]
    [InlineData("mailed", "email")]
    public async Task WithThePasswordItEndsTheFactorAndOpensAnEnrolmentThatUsesItUp(string realm, string type)
    {
        var (person, factor, _) = await EnrolledAsync(realm);
        var code = await CodeAsync(person, factor);
        var old = person.NewSession();

        var first = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
        var again = (await person.RevokeAsync(code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal))).Expect(HttpStatusCode.OK);

        Assert.Equal(("rc", "rc"), (first["method"], again["method"]));
        Assert.Empty(first.Body["factors"]!.AsArray());
        Assert.Equal(new VersionRaise(person.Realm, 2, null), app.Challenge.Versions[person.Id]);
        Assert.Equal("invalid-token", (await person.StartAsync(person.Request(null), person.StepUpOf(old))).Code);
        var told = Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
        Assert.Equal((factor, "reset", "rp_one"), (told.FactorId, told.Reason, told.RelyingParty));
        foreach (var reply in new[] { again, first })
        {
            var started = (await person.StartAsync(new JsonObject { ["type"] = type, ["signInToken"] = reply["signInToken"] })).Expect(HttpStatusCode.Created);
            if (reply == first)
                (type == "totp" ? await person.ConfirmAsync(started) : await person.ConfirmAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.OK);
        }

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        Assert.Equal(type, Assert.Single((await app.SetOf(person)).Factors).Type);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMailboxIsResetTooWorkingOrDisabled(bool disabled)
    {
        var person = app.NewPerson("mailed", email: "anna@example.hu");
        var factor = (string)(await person.EnrolEmailAsync(person.EmailRequest(person.SignIn("sc"), null))).Body["factor"]!["id"]!;
        if (disabled)
            await DisableAsync(factor);

        var reply = (await person.RevokeAsync(await CodeAsync(person, factor))).Expect(HttpStatusCode.OK);

        Assert.Equal("rc", reply["method"]);
        Assert.Empty((await app.SetOf(person)).Factors);
    }

    [Fact]
    public async Task BesideAnActiveFactorItWorksOnceAndOpensNothing()
    {
        var (person, factor, revocation) = await EnrolledAsync();
        await person.EnrolEmailAsync(person.EmailRequest(null), person.StepUp());
        var code = await CodeAsync(person, factor);

        var reply = (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);

        Assert.Equal(("pwd", "email"), (reply["method"], (string)Assert.Single(reply.Body["factors"]!.AsArray())!["type"]!));
        (await person.StartAsync(person.Request(reply["signInToken"]))).Expect(HttpStatusCode.Forbidden, "bootstrap-required");
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        // The app's own code went with it.
        (await person.RevokeAsync(revocation)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task BesideADisabledFactorItMayBeShownAgain()
    {
        var (person, factor, _) = await EnrolledAsync();
        await DisableAsync((string)(await person.EnrolEmailAsync(person.EmailRequest(null), person.StepUp())).Body["factor"]!["id"]!);
        var code = await CodeAsync(person, factor);

        Assert.Equal(("rc", "rc"), ((await person.RevokeAsync(code))["method"], (await person.RevokeAsync(code))["method"]));

        Assert.Equal("disabled", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task WhicheverIsWrongTheAnswerIsThatOfARevocationCode()
    {
        var (person, factor, _) = await EnrolledAsync();
        var code = await CodeAsync(person, factor);
        var (other, _, _) = await EnrolledAsync();

        Reply[] replies =
        [
            await person.RevokeAsync(NobodysCode), await person.RevokeAsync(code, "wrong"), await other.RevokeAsync(code), await app.NewPerson().RevokeAsync(code),
        ];

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials"));
        Assert.Single(replies.Select(reply => reply.WithoutTrace()).Distinct());
        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task ANewResetEndsTheOlderCode()
    {
        var (person, factor, _) = await EnrolledAsync();
        var (old, code) = (await CodeAsync(person, factor), await CodeAsync(person, factor));

        (await person.RevokeAsync(old)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AfterItsTimeItOpensNothingAndAnotherResetDoes()
    {
        var (person, factor, _) = await EnrolledAsync();
        var code = await CodeAsync(person, factor);
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
        await app.ReadAsync(db => db.Database.ExecuteSqlAsync($"UPDATE \"ResetCodes\" SET \"CodeExpiresAt\" = 1 WHERE \"AccountId\" = {person.Id}"));

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");

        // The factor has ended and the account has none: without this nobody could help the person any more.
        Assert.Equal("rc", (await person.RevokeAsync(await CodeAsync(person, factor))).Expect(HttpStatusCode.OK)["method"]);
    }

    [Fact]
    public async Task AFactorThatIsMovedOrConfirmedMeanwhileEndsTheCode()
    {
        var (person, factor, _) = await EnrolledAsync();
        var code = await CodeAsync(person, factor);
        var request = person.Request(null);
        request["replaces"] = factor;
        await person.EnrolAsync(request, person.StepUp());

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        (await ResetAsync(person, factor)).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task WrongOnesHaveTheBudgetOfRevocationCodes()
    {
        var (person, factor, revocation) = await EnrolledAsync(EnrollmentApp.Tiny);
        var code = await CodeAsync(person, factor);
        for (var i = 0; i < EnrollmentApp.TinyRecoveryWrong; i++)
            (await person.RevokeAsync(NobodysCode)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");

        foreach (var shown in new[] { code, revocation, NobodysCode })
            (await person.RevokeAsync(shown)).Expect(HttpStatusCode.TooManyRequests, "account-cooling-down");
        Assert.Equal("active", Assert.Single((await app.SetOf(person)).Factors).Status);
    }

    [Fact]
    public async Task FiftyAtOnceEndTheFactorOnce()
    {
        var (person, factor, _) = await EnrolledAsync();
        var code = await CodeAsync(person, factor);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Patiently.AskAsync(() => person.RevokeAsync(code))));

        // Those that found every guess of the budget in the hands of the others were not looked at.
        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.Expect(HttpStatusCode.TooManyRequests, "account-cooling-down"));
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
    }

    [Fact]
    public async Task BesideAnActiveFactorFiftyAtOnceOpenOneSessionAtMost()
    {
        var (person, factor, _) = await EnrolledAsync();
        await app.PlantAsync(person, "email");
        var code = await CodeAsync(person, factor);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Patiently.AskAsync(() => person.RevokeAsync(code))));

        Assert.InRange(replies.Count(reply => reply.Status == HttpStatusCode.OK), 0, 1);
        Assert.Single(await app.EventsOf(person), told => told.Type == "factor.revoked");
    }

    [Fact]
    public async Task WherePolicyWantsTwoASecondOperatorGivesTheCode()
    {
        var (person, factor, _) = await EnrolledAsync(EnrollmentApp.TwoOperators);

        var asked = (await ResetAsync(person, factor)).Expect(HttpStatusCode.Accepted);
        var repeated = (await ResetAsync(person, factor)).Expect(HttpStatusCode.Accepted);

        Assert.All([asked, repeated], reply => Assert.Null(reply.Body["resetCode"]));
        Assert.InRange(DateTimeOffset.Parse(asked["expiresAt"], System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.DoesNotContain(await app.EventsOf(person), told => told.Type == "factor.reset-approved");
        var made = (await ResetAsync(person, factor, "rp_desk_two")).Expect(HttpStatusCode.OK);
        var told = Assert.Single(await app.EventsOf(person), told => told.Type == "factor.reset-approved");
        Assert.Equal("rp_desk_two", told.RelyingParty);
        (await person.RevokeAsync(made["resetCode"])).Expect(HttpStatusCode.OK);
        // One yes is good for one code.
        (await ResetAsync(person, factor, "rp_desk_two")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task ASecondOperatorWhoComesLateOrAsksForAnotherFactorIsTheFirst()
    {
        var (person, factor, _) = await EnrolledAsync(EnrollmentApp.TwoOperators);
        var mail = await app.PlantAsync(person, "email");
        (await ResetAsync(person, factor)).Expect(HttpStatusCode.Accepted);
        (await ResetAsync(person, mail, "rp_desk_two")).Expect(HttpStatusCode.Accepted);
        (await ResetAsync(person, factor)).Expect(HttpStatusCode.Accepted);
        await app.ReadAsync(db => db.Database.ExecuteSqlAsync($"UPDATE \"ResetCodes\" SET \"AskedAt\" = \"AskedAt\" - 3600000 WHERE \"AccountId\" = {person.Id}"));

        (await ResetAsync(person, factor, "rp_desk_two")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task AskingForAResetLeavesAnEarlierCodeGood()
    {
        var (person, factor, _) = await EnrolledAsync(EnrollmentApp.TwoOperators);
        await ResetAsync(person, factor);
        var code = (await ResetAsync(person, factor, "rp_desk_two")).Expect(HttpStatusCode.OK)["resetCode"];
        (await ResetAsync(person, factor)).Expect(HttpStatusCode.Accepted);

        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OnlyAnOperatorOfTheRealmResets()
    {
        var (person, factor, _) = await EnrolledAsync();
        var body = BodyOf(factor);
        foreach (var scope in new[] { "mfa.enroll mfa.directory mfa.challenge", "mfa.audit" })
            (await app.As("rp_desk", scope).PostAsync(PathOf(person), body)).Expect(HttpStatusCode.Forbidden, "forbidden");
        var foreign = (await app.As("rp_desk", "mfa.operate", ["sha512"]).PostAsync(PathOf(person), body)).Expect(HttpStatusCode.NotFound, "not-found");
        var unknown = (await app.As("rp_desk", "mfa.operate").PostAsync($"/v1/accounts/acc_{new string('a', 26)}/factor-reset", body)).Expect(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(unknown.WithoutTrace(), foreign.WithoutTrace());
        (await ResetAsync(person, "fac_" + new string('a', 26))).Expect(HttpStatusCode.NotFound, "not-found");
        var starter = app.NewPerson();
        (await ResetAsync(starter, (await starter.StartAsync()).Expect(HttpStatusCode.Created)["id"])).Expect(HttpStatusCode.NotFound, "not-found");

        Assert.False(await app.ReadAsync(db => db.ResetCodes.AnyAsync(code => code.AccountId == person.Id)));
    }

    [Theory]
    [InlineData(null, "lost phone", "/factorId")]
    [InlineData("fac_x", null, "/reason")]
    [InlineData("fac_x", "", "/reason")]
    [InlineData("fac_x", "  ", "/reason")]
    public async Task WhatIsMissingIsNamed(string? factor, string? reason, string pointer)
    {
        var person = app.NewPerson();
        var body = new JsonObject { ["factorId"] = factor, ["reason"] = reason };

        Assert.Equal([pointer], (await app.As("rp_desk", "mfa.operate").PostAsync(PathOf(person), body)).Expect(HttpStatusCode.BadRequest, "invalid-request").Pointers);
    }

    [Fact]
    public async Task TheCodeIsInNoFileAndNoLog()
    {
        var (person, factor, _) = await EnrolledAsync();
        var code = await CodeAsync(person, factor);
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);

        var bits = CrockfordCode.Read(code)!;
        string[] forms = [code, code.Replace("-", "", StringComparison.Ordinal), Convert.ToHexString(bits)];
        await Assert.AllAsync(forms, async form => Assert.False(await app.Database.FilesContainAsync(form)));
        Assert.All(forms, form => Assert.DoesNotContain(form, app.Logged, StringComparison.OrdinalIgnoreCase));
        Assert.False(await app.Database.FilesContainAsync(bits) || await app.Database.FilesContainAsync(System.Security.Cryptography.SHA256.HashData(bits)));
    }

    [Fact]
    public async Task AnErasedAccountTakesItsCodeWithIt()
    {
        var (person, factor, _) = await EnrolledAsync();
        await CodeAsync(person, factor);

        (await app.Inside("directory").PutAsync($"/internal/accounts/{person.Id}/erasure", new JsonObject { ["realm"] = person.Realm })).Expect(HttpStatusCode.NoContent);

        Assert.False(await app.ReadAsync(db => db.ResetCodes.AnyAsync(code => code.AccountId == person.Id)));
    }

    private static string PathOf(Person person) => $"/v1/accounts/{person.Id}/factor-reset";

    private static JsonObject BodyOf(string factor) => new() { ["factorId"] = factor, ["reason"] = "lost phone" };

    private Task<Reply> ResetAsync(Person person, string factor, string desk = "rp_desk") => app.As(desk, "mfa.operate").PostAsync(PathOf(person), BodyOf(factor));

    private async Task<string> CodeAsync(Person person, string factor) => (await ResetAsync(person, factor)).Expect(HttpStatusCode.OK)["resetCode"];

    private Task<int> DisableAsync(string factor) => app.ReadAsync(async db =>
    {
        (await db.Factors.SingleAsync(f => f.Id == factor)).Disable(DateTimeOffset.UtcNow);
        return await db.SaveChangesAsync();
    });

    private async Task<(Person Person, string Factor, string Revocation)> EnrolledAsync(string realm = "quick")
    {
        var person = app.NewPerson(realm, email: "anna@example.hu");
        var confirmed = await person.EnrolAsync(person.Request(person.SignIn("sc"), null));
        return (person, (string)confirmed.Body["factor"]!["id"]!, confirmed["revocationCode"]);
    }
}
