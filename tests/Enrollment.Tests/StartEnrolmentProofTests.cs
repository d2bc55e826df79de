using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>The password alone, in every realm and after every way to lose a factor.</summary>
public sealed class StartEnrolmentProofTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    [Theory]
    [InlineData("mailed", "verified-email")]
    [InlineData("signature", "signature")]
    public async Task TheFirstFactorNeedsTheRealmsProofBesideThePassword(string realm, string accepts)
    {
        var person = app.NewPerson(realm);

        var reply = (await person.StartAsync()).Expect(HttpStatusCode.Forbidden, "bootstrap-required");

        Assert.Equal([accepts], Accepts(reply));
        Assert.Equal(0, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id)));
    }

    public static TheoryData<string, string, string> WaysToLoseAFactor => new MatrixTheoryData<string, string, string>(
        ["still active", "disabled", "disabled and named", "active and named", "removed", "revoked", "revoked, another removed", "moved"],
        ["quick", "before-date", "after-date", "signature", "mailed"], ["totp", "email"]);

    [Theory]
    [MemberData(nameof(WaysToLoseAFactor))]
    public async Task AnAccountThatOwesAFactorNeverEnrolsOnItsPassword(string way, string realm, string type)
    {
        var person = app.NewPerson(realm, email: "anna@example.hu");
        var factor = (string)(await person.EnrolAsync(person.Request(person.SignIn("sc")))).Body["factor"]!["id"]!;
        await LoseAsync(person, factor, way);
        var request = person.Request(person.SignIn(), "a wrong password, which must not matter");
        request["type"] = type;
        if (way.EndsWith("named", StringComparison.Ordinal))
            request["replaces"] = factor;
        var before = await StateOf(person);
        app.People.Calls.Clear();

        var reply = (await person.StartAsync(request)).Expect(HttpStatusCode.Forbidden, "bootstrap-required");

        string[] accepts = realm == "signature" ? ["step-up", "signature", "revocation-code"] : ["step-up", "revocation-code"];
        Assert.Equal(accepts, Accepts(reply));
        Assert.DoesNotContain(app.People.Calls, call => call.Contains("password", StringComparison.Ordinal));
        Assert.Empty(app.Challenge.MailsTo(person.Id));
        Assert.Equal(before, await StateOf(person));
    }

    [Theory]
    [InlineData("disabled and named")]
    [InlineData("active and named")]
    [InlineData("removed")]
    public async Task AStepUpAndThePasswordEnrolAnew(string way)
    {
        var person = app.NewPerson();
        var factor = (string)(await person.EnrolAsync()).Body["factor"]!["id"]!;
        await LoseAsync(person, factor, way);
        var request = person.Request(null);
        if (way.EndsWith("named", StringComparison.Ordinal))
            request["replaces"] = factor;

        (await person.StartAsync(request, person.StepUp("recovery"))).Expect(HttpStatusCode.Created);
    }

    private async Task LoseAsync(Person person, string factorId, string way)
    {
        switch (way)
        {
            case "disabled" or "disabled and named":
                await app.ChangeAsync(person, (_, factor) => factor.Disable(DateTimeOffset.UtcNow));
                break;
            case "removed":
                await app.PlantAsync(person, "email");
                (await person.Backend.DeleteAsync($"{person.Factors}/{factorId}", ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.NoContent);
                await app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id && f.Type == "email").ExecuteDeleteAsync());
                break;
            case "revoked":
                await RevokeAsync(person, factorId);
                break;
            case "revoked, another removed":
                await app.PlantAsync(person, "email");
                await RevokeAsync(person, factorId);
                await app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id && f.Type == "email").ExecuteDeleteAsync());
                break;
            case "moved":
                var request = person.Request(null);
                request["replaces"] = factorId;
                await person.EnrolAsync(request, person.StepUp());
                break;
        }
    }

    private async Task RevokeAsync(Person person, string factorId)
    {
        var path = $"{person.Factors}/{factorId}/revocation-code";
        var code = (await person.Backend.PostAsync(path, null, ("Mfa-Step-Up", person.StepUp()))).Expect(HttpStatusCode.Created)["revocationCode"];
        (await person.RevokeAsync(code)).Expect(HttpStatusCode.OK);
    }

    private Task<string> StateOf(Person person) => app.ReadAsync(async db =>
    {
        var account = await db.Accounts.SingleAsync(a => a.AccountId == person.Id);
        var factors = await db.Factors.Where(f => f.AccountId == person.Id).OrderBy(f => f.Id).Select(f => $"{f.Id} {f.Status}").ToListAsync();
        return $"{account.Version} {account.Owed} {account.Turn} {string.Join(',', factors)}";
    });

    private static IEnumerable<string> Accepts(Reply reply) => reply.Body["accepts"]!.AsArray().Select(accepted => (string)accepted!);
}
