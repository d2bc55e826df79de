using System.Net;
using Mfa.Enrollments.Tests.Neighbours;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>A neighbour or the database fails: 503 in time, nothing half-done, and it works again by itself.</summary>
public sealed class OutageTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2.2);

    public static TheoryData<string, string> Troubles => new MatrixTheoryData<string, string>(
        ["/internal/tokens", "/internal/proofs", "/internal/accounts", "/internal/password-checks"], ["hangs up", "never answers", "is unavailable"]);

    public void Dispose()
    {
        app.Challenge.Trouble.Clear();
        app.People.Trouble.Clear();
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task AStartThatCanNotBeFinishedLeavesNothing(string path, string how)
    {
        Neighbour neighbour = path is "/internal/tokens" or "/internal/proofs" ? app.Challenge : app.People;
        var person = app.NewPerson();
        Func<HttpContext, Task> trouble = how switch
        {
            "hangs up" => Neighbour.HangUp,
            "never answers" => Neighbour.NeverAnswer,
            _ => Neighbour.BeUnavailable,
        };
        neighbour.Trouble[path] = trouble;
        var from = TimeProvider.System.GetTimestamp();

        (await person.StartAsync(key: path + how)).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.InRange(TimeProvider.System.GetElapsedTime(from), TimeSpan.Zero, Limit);
        Assert.Equal(0, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id)));
        neighbour.Trouble.Clear();
        (await person.StartAsync(key: path + how)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ALockedDatabaseIsAnsweredInTime()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();
        await using (await app.Database.LockAsync())
        {
            var from = TimeProvider.System.GetTimestamp();
            (await person.StartAsync(person.Request(null), person.StepUp(), key: "locked")).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");
            Assert.InRange(TimeProvider.System.GetElapsedTime(from), TimeSpan.Zero, Limit);
            (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.OK);
        }

        (await person.StartAsync(person.Request(null), person.StepUp(), key: "locked")).Expect(HttpStatusCode.Conflict, "factor-exists");
    }

    [Fact]
    public async Task ASecretThatWasTamperedWithChecksNoCodeAndRaisesAnAlarm()
    {
        var person = app.NewPerson();
        await person.EnrolAsync();
        await app.ChangeAsync(person, (_, factor) => factor.Keep([.. factor.Secret!.SkipLast(1), (byte)(factor.Secret![^1] ^ 1)]));

        (await app.Inside().GetAsync($"/internal/factor-sets/{person.Id}?realm={person.Realm}")).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.Contains($"Critical: A stored secret of account {person.Id} does not open", app.Logged, StringComparison.Ordinal);
    }
}
