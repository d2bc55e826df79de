using System.Net;
using System.Text.Json;
using Mfa.InternalApi;

namespace Mfa.Enrollments.Tests;

public sealed class StatusTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    [Fact]
    public async Task AServiceIsToldHowThisOneIs()
    {
        await app.NewPerson().EnrolAsync();

        var reply = (await app.Inside("directory").GetAsync(ServiceStatus.Path)).Expect(HttpStatusCode.OK);

        var status = JsonSerializer.Deserialize(reply.Text, InternalJson.Default.ServiceStatus)!;
        // No broker is reached here: what it would carry waits.
        Assert.Equal(("ready", false), (status.State, status.BrokerConnected!.Value));
        Assert.True(status.Outbox!.Waiting > 0);
        Assert.InRange(DateTimeOffset.UtcNow - status.Outbox.OldestAt!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.Equal([("cache", 1), ("hash", 1), ("kek", 1), ("revocation", 1)], status.Keys!.Select(key => (key.Key, key.Value)).Order());
        Assert.Equal(new KeyRotationStatus("idle", 1, 0, 0), status.KeyRotation);
        Assert.Equal(64, status.RealmsHash!.Length);
        Assert.NotEqual("unknown", status.Version);
    }

    [Fact]
    public async Task NobodyElseIs()
    {
        (await app.As(scope: "mfa.enroll").GetAsync(ServiceStatus.Path)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.Bearer(null).GetAsync(ServiceStatus.Path)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("mfa.operate")]
    [InlineData("mfa.audit")]
    public async Task OperatorsAndAuditorsReadConfirmedFactorsAndNoPendingOnes(string scope)
    {
        await app.RegisterAsync("rp_desk", 1);
        var person = app.NewPerson(email: "anna@example.hu");
        var confirmed = (string)(await person.EnrolAsync(person.Request(person.SignIn("sc"), null))).Body["factor"]!["id"]!;
        var pending = (await person.StartAsync(person.EmailRequest(null), person.StepUp())).Expect(HttpStatusCode.Created)["id"];
        var desk = app.As("rp_desk", scope);

        var list = (await desk.GetAsync(person.Factors)).Expect(HttpStatusCode.OK);

        Assert.Equal(confirmed, (string)Assert.Single(list.Body["items"]!.AsArray())!["id"]!);
        (await desk.GetAsync($"{person.Factors}/{confirmed}")).Expect(HttpStatusCode.OK);
        (await desk.GetAsync($"{person.Factors}/{pending}")).Expect(HttpStatusCode.NotFound, "not-found");
        (await app.As("rp_desk", scope, ["sha512"]).GetAsync(person.Factors)).Expect(HttpStatusCode.NotFound, "not-found");
        (await desk.DeleteAsync($"{person.Factors}/{confirmed}")).Expect(HttpStatusCode.Forbidden, "forbidden");
        (await desk.PostAsync(person.Factors, person.Request(null))).Expect(HttpStatusCode.Forbidden, "forbidden");
    }
}
