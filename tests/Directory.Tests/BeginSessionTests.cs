using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

public sealed class BeginSessionTests(DirectoryApp app)
{
    [Theory]
    [InlineData("rc", 1800)]
    [InlineData("pwd", 600)]
    public async Task EnrollmentBeginsASessionOfTheMethodItNames(string method, int life)
    {
        var person = await app.Main.RegisterAsync();
        var begun = (await AskAsync(person, method)).Expect(HttpStatusCode.OK);
        var verifier = new TokenVerifier(TokenClass.SignIn, "directory", TokenClass.Audience, [app.Key("sign-in-1")], TimeProvider.System);
        var token = (await verifier.VerifyAsync(begun.Text("signInToken")))!;
        Assert.Equal((person.AccountId, "quick", app.Main.Id, method, 9, 1),
            (token.Subject, token.GetPayloadValue<string>("realm"), token.GetPayloadValue<string>("azp"), token.GetPayloadValue<string>("method"),
                token.GetPayloadValue<long>("fv"), token.GetPayloadValue<long>("av")));
        Assert.Equal(life, token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat"));
        Assert.Equal(token.ValidTo, DateTime.Parse(begun.Text("expiresAt"), null, System.Globalization.DateTimeStyles.AdjustToUniversal));
        var row = JsonNode.Parse(await app.InDatabaseAsync(db => db.Outbox.Where(r => r.Payload.Contains("sign-in.succeeded") && r.Payload.Contains(person.AccountId))
            .Select(r => r.Payload).SingleAsync()))!;
        Assert.Equal((method, token.GetPayloadValue<string>("sid"), app.Main.Id),
            (row["reason"]!.GetValue<string>(), row["session"]!.GetValue<string>(), row["relyingParty"]!.GetValue<string>()));
    }

    [Fact]
    public async Task NobodyElseBeginsASession()
    {
        var person = await app.Main.RegisterAsync();
        (await AskAsync(person, "rc", app.ServiceToken("challenge"))).Expect(401, "unauthorized");
        (await AskAsync(person, "rc", app.ServiceToken("directory"))).Expect(401, "unauthorized");
        (await AskAsync(person, "rc", await app.Main.TokenAsync())).Expect(401, "unauthorized");
    }

    [Fact]
    public async Task ALockedAnUnknownAndAnUnconfirmedAccountBeginNone()
    {
        var (locked, unconfirmed) = (await app.Main.RegisterAsync(), await app.JoinAsync("anna@example.hu"));
        await app.LockAsync(locked);
        (await AskAsync(locked, "rc")).Expect(403, "account-locked");
        (await AskAsync(unconfirmed, "rc")).Expect(404, "not-found");
        (await AskAsync(locked with { Realm = "dev" }, "rc")).Expect(404, "not-found");
        (await AskAsync(locked with { Realm = "nowhere" }, "rc")).Expect(404, "not-found");
    }

    [Theory]
    [InlineData("sc")]
    [InlineData("PWD")]
    [InlineData("")]
    public async Task AnotherMethodIsRefused(string method) =>
        CreateAccountTests.AssertPointer("/method", await AskAsync(await app.Main.RegisterAsync(), method));

    private Task<Answer> AskAsync(Person person, string method, string? token = null) => app.InsideAsync(HttpMethod.Post, "/internal/sessions", new JsonObject
    {
        ["realm"] = person.Realm,
        ["accountId"] = person.AccountId,
        ["relyingParty"] = app.Main.Id,
        ["method"] = method,
        ["factors"] = new JsonObject
        {
            ["version"] = 9,
            ["changedBy"] = null,
            ["changedAt"] = 0,
            ["owed"] = true,
            ["recoveryCodesRemaining"] = 0,
            ["factors"] = new JsonArray(),
        },
    }, token);
}
