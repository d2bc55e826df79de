using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>Recovery codes: issued by a step-up, judged and used up for Challenge.</summary>
public sealed class RecoveryCodeTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    private const string NobodysCode = "0000-0000-0000-0000";

    public void Dispose() => app.Challenge.Trouble.Clear();

    [Fact]
    public async Task AStepUpIssuesTenAndThatIsToldEverywhere()
    {
        var person = await EnrolledAsync();
        var session = person.NewSession();

        var issued = (await IssueAsync(person, person.StepUpOf(session))).Expect(HttpStatusCode.Created);

        Assert.Equal("no-store", issued.Headers["Cache-Control"]);
        Assert.Equal(["codes"], issued.Body.AsObject().Select(member => member.Key));
        var codes = CodesOf(issued);
        Assert.Equal((10, 10), (codes.Length, codes.Distinct().Count()));
        Assert.All(codes, code => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", code));
        Assert.Equal(new VersionRaise(person.Realm, 2, session.Id), app.Challenge.Versions[person.Id]);
        Assert.Equal((2L, session.Id, 10), await app.SetOf(person) is var set ? (set.Version, set.ChangedBy!, set.RecoveryCodesRemaining) : default);
        Assert.Equal(10, await LeftAsync(person));
        var told = Assert.Single(await app.EventsOf(person), told => told.Type == "recovery-codes.issued");
        Assert.Equal(("recovery", "rp_one", session.Id, null, null), (told.Factor, told.RelyingParty, told.Session, told.FactorId, told.ChallengeId));
    }

    [Fact]
    public async Task NewOnesEndEveryOldOne()
    {
        var person = await EnrolledAsync();
        var old = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        await ExpectAsync(person, old[0], right: true, left: 9);

        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));

        Assert.Empty(codes.Intersect(old));
        await ExpectAsync(person, old[0], right: false, left: 10);
        await ExpectAsync(person, old[9], right: false, left: 10);
        await ExpectAsync(person, codes[9], right: true, left: 9);
        Assert.Equal(10, await app.ReadAsync(db => db.RecoveryCodes.CountAsync(c => c.AccountId == person.Id)));
    }

    [Fact]
    public async Task OnlyAStepUpOfThisAccountAndRelyingPartyIssuesThem()
    {
        var person = await EnrolledAsync();
        (await person.Backend.PostAsync(PathOf(person), null)).Expect(HttpStatusCode.Forbidden, "step-up-required");
        foreach (var token in new[] { "garbage", person.SignIn("sc"), person.At("rp_two").StepUp(), (await EnrolledAsync()).StepUp() })
            (await IssueAsync(person, token)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-token");
        (await app.As(scope: "mfa.challenge mfa.directory").PostAsync(PathOf(person), null)).Expect(HttpStatusCode.Forbidden, "forbidden");
        var unknown = (await app.As().PostAsync("/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa/recovery-codes", null)).Expect(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(unknown.WithoutTrace(), (await app.As(realms: ["sha512"]).PostAsync(PathOf(person), null, ("Mfa-Step-Up", person.StepUp()))).WithoutTrace());

        Assert.Equal(0, await LeftAsync(person));
        Assert.DoesNotContain(await app.EventsOf(person), told => told.Type == "recovery-codes.issued");
    }

    [Fact]
    public async Task ARealmWithoutThemAndAnAccountWithoutAFactorHaveNone()
    {
        var elsewhere = await EnrolledAsync(EnrollmentApp.AppsOnly);
        var nobody = app.NewPerson();

        (await IssueAsync(elsewhere)).Expect(HttpStatusCode.Forbidden, "factor-not-allowed");
        (await IssueAsync(nobody)).Expect(HttpStatusCode.Forbidden, "enrolment-required");

        Assert.Equal((0, 0), (await LeftAsync(elsewhere), await LeftAsync(nobody)));
        (await UseAsync(elsewhere, NobodysCode)).Expect(HttpStatusCode.Forbidden, "factor-not-allowed");
    }

    [Fact]
    public async Task AStepUpThatAnotherSessionOvertookIssuesNothing()
    {
        var person = await EnrolledAsync();
        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        var stepUp = person.StepUp();
        await app.ChangeAsync(person, (account, _) => account.Raise("another session", DateTimeOffset.UtcNow));

        (await IssueAsync(person, stepUp)).Expect(HttpStatusCode.Conflict, "conflict");

        await ExpectAsync(person, codes[0], right: true, left: 9);
    }

    [Fact]
    public async Task UntilChallengeKnowsNoneIsShownAndTheSameStepUpMakesAnotherSet()
    {
        var person = await EnrolledAsync();
        var stepUp = person.StepUp();
        app.Challenge.Trouble[$"/internal/factor-sets/{person.Id}"] = Neighbour.BeUnavailable;

        var refused = (await IssueAsync(person, stepUp)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.DoesNotContain("codes\":", refused.Text, StringComparison.Ordinal);
        app.Challenge.Trouble.Clear();
        var codes = CodesOf((await IssueAsync(person, stepUp)).Expect(HttpStatusCode.Created));
        await ExpectAsync(person, codes[0], right: true, left: 9);
    }

    [Fact]
    public async Task WhatWasBegunForACallerWhoHungUpIsCarriedThrough()
    {
        var person = await EnrolledAsync();
        TaskCompletionSource reached = new(), open = new();
        app.Challenge.Trouble[$"/internal/factor-sets/{person.Id}"] = async context =>
        {
            reached.TrySetResult();
            await open.Task;
            await Neighbour.HangUp(context);
        };
        using var client = app.CreateClient();
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(person));
        request.Headers.Authorization = new("Bearer", app.Keys.AccessToken("rp_one", ["quick"], "mfa.enroll", 1));
        request.Headers.Add("Mfa-Step-Up", person.StepUp());
        var issuing = client.SendAsync(request, gone.Token);
        await reached.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => issuing);

        app.Challenge.Trouble.Clear();
        open.SetResult();

        await Eventually.IsTrueAsync(() => app.Challenge.Versions[person.Id].Number == 2, "the raised version at Challenge");
        Assert.Equal(10, await LeftAsync(person));
    }

    [Fact]
    public async Task OfTwentyIssuesAtOnceOneSetIsGood()
    {
        var person = await EnrolledAsync();
        var stepUp = person.StepUp();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Patiently.AskAsync(() => IssueAsync(person, stepUp))));

        var sets = replies.Select(reply => CodesOf(reply.Expect(HttpStatusCode.Created))).ToArray();
        Assert.Equal(200, sets.SelectMany(codes => codes).Distinct().Count());
        Assert.Equal(10, await LeftAsync(person));
        var judged = new List<bool>();
        foreach (var codes in sets)
            judged.Add(JudgementOf(await UseAsync(person, codes[0])) is { Right: true });
        Assert.Single(judged, right => right);
    }

    [Theory]
    [InlineData("upper")]
    [InlineData("lower")]
    [InlineData("bare")]
    [InlineData("look-alike")]
    public async Task CaseDashesAndLookAlikesSayNothing(string writing)
    {
        var person = await EnrolledAsync();
        var code = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created))[3];

        var typed = writing switch
        {
            "lower" => code.ToLowerInvariant(),
            "bare" => code.Replace("-", "", StringComparison.Ordinal),
            "look-alike" => code.Replace('1', 'l').Replace('0', 'O'),
            _ => code,
        };

        await ExpectAsync(person, typed, right: true, left: 9);
    }

    [Fact]
    public async Task ACodeWorksOnceAndForItsChallengeAgain()
    {
        var person = await EnrolledAsync();
        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        var (mine, other) = (OpaqueId.New("chl_"), OpaqueId.New("chl_"));

        await ExpectAsync(person, codes[0], right: true, left: 9, mine);
        await ExpectAsync(person, codes[0], right: true, left: 9, mine);
        await ExpectAsync(person, codes[0], right: false, left: 9, other);

        Assert.Equal(9, (await app.SetOf(person)).RecoveryCodesRemaining);
        Assert.Equal(2, app.Challenge.Versions[person.Id].Number);
        var told = Assert.Single(await app.EventsOf(person), told => told.Type == "recovery-code.used");
        Assert.Equal(("recovery", mine, "rp_two", "sid_used"), (told.Factor, told.ChallengeId, told.RelyingParty, told.Session));
        Assert.Equal(1, await GuessesOf(person));
    }

    [Fact]
    public async Task FiftyChallengesWithOneCodeAreOneRight()
    {
        var person = await EnrolledAsync();
        var code = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created))[5];

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpaqueId.New("chl_"))
            .Select(challenge => Patiently.AskAsync(() => UseAsync(person, code, challenge))));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK && JudgementOf(reply).Right);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.Expect(HttpStatusCode.TooManyRequests, "account-cooling-down"));
        Assert.Equal(9, await LeftAsync(person));
        // Whether the right one's guess, taken back, is given to another depends on who comes last.
        Assert.InRange(await GuessesOf(person), 19, 20);
        Assert.Single(await app.EventsOf(person), told => told.Type == "recovery-code.used");
    }

    [Fact]
    public async Task FiftyRepeatsOfOneChallengeAreAllRightAndUseOne()
    {
        var person = await EnrolledAsync();
        var code = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created))[5];
        var challenge = OpaqueId.New("chl_");

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Patiently.AskAsync(() => UseAsync(person, code, challenge))));

        // Those that found every guess of the budget in the hands of the others were not looked at.
        Assert.All(replies.Where(reply => reply.Status == HttpStatusCode.OK), reply => Assert.Equal(new RecoveryCodeJudgement(true, 9), JudgementOf(reply)));
        await ExpectAsync(person, code, right: true, left: 9, challenge);
        Assert.Equal(9, await LeftAsync(person));
        Assert.Single(await app.EventsOf(person), told => told.Type == "recovery-code.used");
    }

    [Fact]
    public async Task WrongOnesCloseTheWayForTheDayTogetherWithRevocationCodes()
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        var revocation = (await person.EnrolAsync())["revocationCode"];
        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        for (var i = 0; i < EnrollmentApp.TinyRecoveryWrong - 2; i++)
            await ExpectAsync(person, NobodysCode, right: false, left: 10);
        (await person.RevokeAsync(NobodysCode)).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");
        await ExpectAsync(person, codes[0], right: true, left: 9);
        await ExpectAsync(person, codes[0], right: false, left: 9);

        foreach (var code in new[] { codes[1], NobodysCode })
        {
            var reply = (await UseAsync(person, code)).Expect(HttpStatusCode.TooManyRequests, "account-cooling-down");
            Assert.InRange(int.Parse(reply.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 86_300, 86_400);
        }

        (await person.RevokeAsync(revocation)).Expect(HttpStatusCode.TooManyRequests, "account-cooling-down");
        Assert.Equal((9, EnrollmentApp.TinyRecoveryWrong), (await LeftAsync(person), await GuessesOf(person)));
        Assert.Empty((await app.SetOf(person)).WrongCodes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("0000-0000-0000-000")]
    [InlineData("0000-0000-0000-00000")]
    [InlineData("0000-0000-0000-000U")]
    [InlineData("0000 0000 0000 0000")]
    public async Task WhatIsNoCodeIsNoGuess(string text)
    {
        var person = await EnrolledAsync();

        Assert.Equal(["/code"], (await UseAsync(person, text)).Expect(HttpStatusCode.BadRequest, "invalid-request").Pointers);

        Assert.Equal(0, await GuessesOf(person));
    }

    [Fact]
    public async Task OnlyChallengeHasCodesJudged()
    {
        var person = await EnrolledAsync();
        var use = JsonSerializer.SerializeToNode(UseOf(person, NobodysCode, "chl"), InternalJson.Default.RecoveryCodeUse);

        (await app.Inside("directory").PostAsync("/internal/recovery-code-uses", use)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.As(scope: "mfa.enroll mfa.operate").PostAsync("/internal/recovery-code-uses", use)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        use!["realm"] = "not-deployed";
        (await app.Inside().PostAsync("/internal/recovery-code-uses", use)).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task AnothersCodeOrOneMovedToAnotherRowIsWrong()
    {
        var (mine, theirs) = (await EnrolledAsync(), await EnrolledAsync());
        var code = CodesOf((await IssueAsync(mine)).Expect(HttpStatusCode.Created))[0];
        (await IssueAsync(theirs)).Expect(HttpStatusCode.Created);
        await ExpectAsync(theirs, code, right: false, left: 10);

        await app.ReadAsync(async db =>
        {
            var hashes = await db.RecoveryCodes.Where(c => c.AccountId == mine.Id).Select(c => c.Hash).ToListAsync();
            foreach (var hash in hashes)
            {
                var row = await db.RecoveryCodes.Where(c => c.AccountId == theirs.Id && !hashes.Contains(c.Hash)).Select(c => c.Id).FirstAsync();
                await db.RecoveryCodes.Where(c => c.Id == row).ExecuteUpdateAsync(set => set.SetProperty(c => c.Hash, hash));
            }

            return 0;
        });

        await ExpectAsync(theirs, code, right: false, left: 10);
        await ExpectAsync(mine, code, right: true, left: 9);
    }

    [Fact]
    public async Task ALostOrRemovedFactorLeavesThemAndOneOpensTheNext()
    {
        var person = app.NewPerson(email: "anna@example.hu");
        var revocation = (await person.EnrolAsync())["revocationCode"];
        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        var mail = (string)(await person.EnrolEmailAsync(person.EmailRequest(null), person.StepUp())).Body["factor"]!["id"]!;
        (await person.RevokeAsync(revocation)).Expect(HttpStatusCode.OK);
        Assert.Equal(10, (await app.SetOf(person)).RecoveryCodesRemaining);

        await ExpectAsync(person, codes[0], right: true, left: 9);
        await person.EnrolAsync(person.Request(null), person.StepUp("recovery"));
        (await person.Backend.DeleteAsync($"{person.Factors}/{mail}", ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.NoContent);

        Assert.Equal(9, (await app.SetOf(person)).RecoveryCodesRemaining);
        await ExpectAsync(person, codes[1], right: true, left: 8);
    }

    [Fact]
    public async Task WithEveryFactorLostACodeStillHasNewOnesMade()
    {
        var person = app.NewPerson();
        var revocation = (await person.EnrolAsync())["revocationCode"];
        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        (await person.RevokeAsync(revocation)).Expect(HttpStatusCode.OK);
        await ExpectAsync(person, codes[0], right: true, left: 9);

        (await IssueAsync(person, person.StepUp("recovery"))).Expect(HttpStatusCode.Created);

        Assert.Equal(10, await LeftAsync(person));
    }

    [Fact]
    public async Task ALockedDatabaseCountsNothingAndUsesNothing()
    {
        var person = await EnrolledAsync();
        var code = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created))[0];
        await using (await app.Database.LockAsync())
            (await UseAsync(person, code)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.Equal((10, 0), (await LeftAsync(person), await GuessesOf(person)));
        await ExpectAsync(person, code, right: true, left: 9);
    }

    [Fact]
    public async Task NeitherACodeNorWhatCouldTestItIsInAFileOrALog()
    {
        var person = await EnrolledAsync();
        var codes = CodesOf((await IssueAsync(person)).Expect(HttpStatusCode.Created));
        await ExpectAsync(person, codes[0], right: true, left: 9);
        await ExpectAsync(person, codes[0], right: false, left: 9);
        var hash = await app.ReadAsync(db => db.RecoveryCodes.Where(c => c.AccountId == person.Id).Select(c => c.Hash).FirstAsync());

        Assert.True(await app.Database.FilesContainAsync(hash), "The search finds what is there.");
        Assert.Contains("INSERT INTO \"RecoveryCodes\"", app.Logged, StringComparison.Ordinal);
        foreach (var code in codes[..3])
        {
            var bare = code.Replace("-", "", StringComparison.Ordinal);
            var bits = CrockfordCode.Read(code)!;
            string[] forms = [code, bare, bare.ToLowerInvariant(), Convert.ToHexString(bits), Convert.ToHexStringLower(bits), Convert.ToBase64String(bits)[..13]];
            await Assert.AllAsync(forms, async form => Assert.False(await app.Database.FilesContainAsync(form)));
            Assert.All(forms, form => Assert.DoesNotContain(form, app.Logged, StringComparison.OrdinalIgnoreCase));
            Assert.False(await app.Database.FilesContainAsync(bits) || await app.Database.FilesContainAsync(SHA256.HashData(bits)));
        }
    }

    private static string PathOf(Person person) => $"/v1/accounts/{person.Id}/recovery-codes";

    private static Task<Reply> IssueAsync(Person person, string? stepUp = null) =>
        person.Backend.PostAsync(PathOf(person), null, ("Mfa-Step-Up", stepUp ?? person.StepUp()));

    private static string[] CodesOf(Reply issued) => [.. issued.Body["codes"]!.AsArray().Select(code => (string)code!)];

    private static RecoveryCodeUse UseOf(Person person, string code, string challenge) =>
        new(person.Realm, person.Id, challenge, "rp_two", "sid_used", new DisclosedText(code));

    private Task<Reply> UseAsync(Person person, string code, string? challenge = null) => app.Inside().PostAsync(
        "/internal/recovery-code-uses", JsonSerializer.SerializeToNode(UseOf(person, code, challenge ?? OpaqueId.New("chl_")), InternalJson.Default.RecoveryCodeUse));

    private static RecoveryCodeJudgement JudgementOf(Reply reply) =>
        JsonSerializer.Deserialize(reply.Expect(HttpStatusCode.OK).Text, InternalJson.Default.RecoveryCodeJudgement)!;

    private async Task ExpectAsync(Person person, string code, bool right, int left, string? challenge = null) =>
        Assert.Equal(new RecoveryCodeJudgement(right, left), JudgementOf(await UseAsync(person, code, challenge)));

    private async Task<int> LeftAsync(Person person)
    {
        var reply = (await app.Inside("directory").GetAsync($"/internal/factor-summaries/{person.Id}?realm={person.Realm}")).Expect(HttpStatusCode.OK);
        return (int)reply.Body["recoveryCodesRemaining"]!;
    }

    private Task<int> GuessesOf(Person person) => app.ReadAsync(db => db.RecoveryGuesses.CountAsync(g => g.AccountId == person.Id));

    private async Task<Person> EnrolledAsync(string realm = "quick")
    {
        var person = app.NewPerson(realm);
        await person.EnrolAsync();
        return person;
    }
}
