using System.Net;
using Mfa.Enrollments.Tests.Neighbours;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

public sealed class IdempotencyTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    public void Dispose() => app.Challenge.Trouble.Clear();

    [Fact]
    public async Task TheRepeatAnswersTheSameSecret()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        var first = (await person.StartAsync(request, key: "k1")).Expect(HttpStatusCode.Created);

        var repeat = (await person.StartAsync(request, key: "k1")).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, repeat.Text);
        Assert.Equal(first.Headers["Location"], repeat.Headers["Location"]);
        Assert.Equal(1, await app.ReadAsync(db => db.Factors.CountAsync(f => f.AccountId == person.Id)));
    }

    [Fact]
    public async Task TheRepeatOutlivesItsSignInToken()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        var first = (await person.StartAsync(request, key: "k2")).Expect(HttpStatusCode.Created);
        app.Challenge.Tokens.TryRemove(("sign-in", (string)request["signInToken"]!), out _);

        Assert.Equal(first.Text, (await person.StartAsync(request, key: "k2")).Expect(HttpStatusCode.Created).Text);
    }

    [Fact]
    public async Task OnceConfirmedTheRepeatShowsNoSecret()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        var started = (await person.StartAsync(request, key: "k3")).Expect(HttpStatusCode.Created);
        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.OK);

        var repeat = (await person.StartAsync(request, key: "k3")).Expect(HttpStatusCode.Created);

        Assert.Equal((started["id"], "active"), (repeat["id"], repeat["status"]));
        Assert.Null(repeat.Body["totp"]);
    }

    [Fact]
    public async Task WhatWasCanceledIsNotMadeAgain()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        var started = (await person.StartAsync(request, key: "k4")).Expect(HttpStatusCode.Created);
        (await person.Backend.DeleteAsync(started.Headers["Location"])).Expect(HttpStatusCode.NoContent);

        (await person.StartAsync(request, key: "k4")).Expect(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task AnotherBodyUnderTheKeyIsRefused()
    {
        var (person, other) = (app.NewPerson(), app.NewPerson());
        (await person.StartAsync(key: "k5")).Expect(HttpStatusCode.Created);

        (await person.StartAsync(key: "k5")).Expect(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await other.StartAsync(key: "k5")).Expect(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await person.At("rp_two").StartAsync(key: "k5")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ARefusedRequestLeavesItsKeyFree()
    {
        var person = app.NewPerson();
        (await person.StartAsync(person.Request(person.SignIn(), "wrong one"), key: "k6")).Expect(HttpStatusCode.UnprocessableEntity, "invalid-credentials");

        (await person.StartAsync(key: "k6")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WhileTheFirstRunsTheRepeatWaits()
    {
        var person = app.NewPerson();
        var request = person.Request(person.SignIn());
        TaskCompletionSource reached = new(), open = new();
        app.Challenge.Trouble["/internal/proofs"] = async context =>
            {
                reached.SetResult();
                await open.Task;
                await Neighbour.HangUp(context);
            };
        var first = person.StartAsync(request, key: "k7");
        await reached.Task;

        var repeat = (await person.StartAsync(request, key: "k7")).Expect(HttpStatusCode.Conflict, "idempotency-key-in-progress");

        Assert.Equal("1", repeat.Headers["Retry-After"]);
        open.SetResult();
        (await first).Expect(HttpStatusCode.ServiceUnavailable);
        app.Challenge.Trouble.Clear();
        (await person.StartAsync(request, key: "k7")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ATooLongKeyIsRefused() => Assert.Equal(
        ["Idempotency-Key"],
        (await app.NewPerson().StartAsync(key: new string('k', 129))).Expect(HttpStatusCode.BadRequest, "invalid-request").Pointers);
}
