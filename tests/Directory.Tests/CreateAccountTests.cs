using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

public sealed class CreateAccountTests(DirectoryApp app)
{
    [Fact]
    public async Task TheAccountIsAnsweredAsItWasMade()
    {
        var body = Ask.Account("dev", "Kovács." + Ask.NewUsername());
        body["email"] = "anna@example.hu";
        body["emailVerified"] = true;
        body["displayName"] = "Kovács Anna";
        body["locale"] = "hu";
        var made = (await app.Main.PostAsync("/v1/accounts", body)).Expect(HttpStatusCode.Created);
        Assert.Equal($"/v1/accounts/{made.Text("id")}", made.Headers.Location!.ToString());
        Assert.Equal(
            ["id", "realm", "identifiers", "email", "emailVerified", "pendingEmail", "displayName", "locale", "status", "createdAt", "securityChangedAt"],
            made.Body!.AsObject().Select(member => member.Key));
        Assert.Matches("^acc_[a-z2-7]{26}$", made.Text("id"));
        Assert.Equal(body["identifiers"]!.ToJsonString(), made.Body!["identifiers"]!.ToJsonString());
        Assert.Equal(("dev", "anna@example.hu", "Kovács Anna", "hu", "active"),
            (made.Text("realm"), made.Text("email"), made.Text("displayName"), made.Text("locale"), made.Text("status")));
        Assert.True(made.Body["emailVerified"]!.GetValue<bool>());
        Assert.Null(made.Body["pendingEmail"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", made.Text("createdAt"));
        var read = (await app.Main.GetAsync($"/v1/accounts/{made.Text("id")}")).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Content, read.Content);
    }

    [Fact]
    public async Task WhatIsLeftOutHasAPlainDefault()
    {
        var made = (await app.Main.PostAsync("/v1/accounts", Ask.Account("hu-ugyfelkapu"))).Expect(HttpStatusCode.Created);
        Assert.Equal("hu", made.Text("locale"));
        Assert.Null(made.Body!["email"]);
        Assert.Null(made.Body["displayName"]);
        Assert.False(made.Body["emailVerified"]!.GetValue<bool>());
    }

    [Fact]
    public async Task AnIdentifierBelongsToOneAccountHoweverItIsWritten()
    {
        var username = Ask.NewUsername();
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("quick", username))).Expect(HttpStatusCode.Created);
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("quick", username.ToUpperInvariant()))).Expect(409, "identifier-taken");
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("dev", username))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task OfManyAtOnceOneGetsTheIdentifier()
    {
        var username = Ask.NewUsername();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.Main.PostAsync("/v1/accounts", Ask.Account("quick", username))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => answer.Expect(409, "identifier-taken"));
    }

    [Theory]
    [InlineData("short77", "too-short")]
    [InlineData("password123", "common")]
    [InlineData("99999999", "common")]
    public async Task AnEasyPasswordIsRefusedWithItsReason(string password, string reason)
    {
        var body = Ask.Account();
        body["password"] = password;
        Assert.Equal(reason, (await app.Main.PostAsync("/v1/accounts", body)).Expect(422, "weak-password").Text("reason"));
    }

    [Fact]
    public async Task APasswordThatHoldsTheIdentifierIsRefused()
    {
        var body = Ask.Account("quick", "Anna." + Ask.NewUsername());
        body["password"] = body["identifiers"]![0]!["value"]!.GetValue<string>().ToUpperInvariant() + "!";
        Assert.Equal("contains-identifier", (await app.Main.PostAsync("/v1/accounts", body)).Expect(422, "weak-password").Text("reason"));
    }

    [Fact]
    public async Task APasswordOf257CharactersIsTooLong()
    {
        var body = Ask.Account();
        body["password"] = string.Concat(Enumerable.Repeat("ab", 128)) + "c";
        Assert.Equal("too-long", (await app.Main.PostAsync("/v1/accounts", body)).Expect(422, "weak-password").Text("reason"));
    }

    [Fact]
    public async Task OnlyWhoMayVouchIsBelievedAboutAnAddress()
    {
        var body = Ask.Account();
        body["email"] = "anna@example.hu";
        body["emailVerified"] = true;
        (await app.Client("other").PostAsync("/v1/accounts", body.DeepClone())).Expect(403, "forbidden");
        body["emailVerified"] = false;
        (await app.Client("other").PostAsync("/v1/accounts", body.DeepClone())).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ASignatureRealmTakesNoAccountsFromRelyingParties()
    {
        var body = Ask.Account("signature");
        body["identifiers"] = new JsonArray(new JsonObject { ["type"] = "idnp", ["value"] = "2000000000004" });
        (await app.Main.PostAsync("/v1/accounts", body)).Expect(403, "forbidden");
    }

    [Fact]
    public async Task AnIdnpRealmTakesIdnpsOnly()
    {
        var body = Ask.Account("idnp");
        body["identifiers"] = new JsonArray(new JsonObject { ["type"] = "idnp", ["value"] = "2000000000004" });
        (await app.Main.PostAsync("/v1/accounts", body.DeepClone())).Expect(HttpStatusCode.Created);
        body["identifiers"]![0]!["value"] = "2000000000005";
        AssertPointer("/identifiers/0/value", await app.Main.PostAsync("/v1/accounts", body.DeepClone()));
        body["identifiers"]![0]!["type"] = "username";
        AssertPointer("/identifiers/0/type", await app.Main.PostAsync("/v1/accounts", body.DeepClone()));
    }

    [Fact]
    public async Task ARealmOfOthersLooksLikeNone()
    {
        var foreign = (await app.Client("quick-only").PostAsync("/v1/accounts", Ask.Account("dev"))).Expect(404, "not-found");
        var unknown = (await app.Client("quick-only").PostAsync("/v1/accounts", Ask.Account("nowhere"))).Expect(404, "not-found");
        Assert.Equal(foreign.WithoutTrace(), unknown.WithoutTrace());
    }

    [Fact]
    public async Task WithoutItsScopeAClientMakesNothing() =>
        (await app.Client("narrow").PostAsync("/v1/accounts", Ask.Account())).Expect(403, "forbidden");

    [Theory]
    [InlineData("realm", null, "/realm")]
    [InlineData("password", null, "/password")]
    [InlineData("identifiers", null, "/identifiers")]
    [InlineData("identifiers", "[]", "/identifiers")]
    [InlineData("identifiers", "[null]", "/identifiers/0/type")]
    [InlineData("identifiers", "[{}]", "/identifiers/0/value")]
    [InlineData("identifiers", """[{"type":"username","value":"a b c"}]""", "/identifiers/0/value")]
    [InlineData("identifiers", """[{"type":"Username","value":"abc"}]""", "/identifiers/0/type")]
    [InlineData("identifiers", """[{"type":"username","value":"abcd"},{"type":"username","value":"ABCD"}]""", "/identifiers/1/value")]
    [InlineData("email", "\"anna@example.hu\\r\\nBcc: b@example.hu\"", "/email")]
    [InlineData("email", "\"anna\"", "/email")]
    [InlineData("emailVerified", "true", "/emailVerified")]
    [InlineData("locale", "\"xx\"", "/locale")]
    [InlineData("displayName", "\"\"", "/displayName")]
    [InlineData("displayName", "\"a\\u0000b\"", "/displayName")]
    public async Task EachErrorHasItsPlace(string member, string? json, string pointer)
    {
        var body = Ask.Account();
        body[member] = json is null ? null : JsonNode.Parse(json);
        AssertPointer(pointer, await app.Main.PostAsync("/v1/accounts", body));
    }

    [Fact]
    public async Task TheSameRequestUnderTheSameKeyMakesOneAccount()
    {
        var (body, key) = (Ask.Account(), Ask.NewUsername());
        var first = (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        var second = (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Content, first.Headers.Location), (second.Content, second.Headers.Location));
    }

    [Theory]
    [InlineData("displayName", "Other")]
    [InlineData("password", "another quiet river")]
    [InlineData("realm", "dev")]
    public async Task AnotherBodyUnderTheSameKeyIsRefused(string member, string value)
    {
        var (body, key) = (Ask.Account(), Ask.NewUsername());
        (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        body[member] = value;
        (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task AKeyBelongsToItsClient()
    {
        var key = Ask.NewUsername();
        (await app.Main.PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: key)).Expect(HttpStatusCode.Created);
        (await app.Client("other").PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: key)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WhileTheFirstRunsTheSecondIsToldSo()
    {
        var (body, key) = (Ask.Account("full-work"), Ask.NewUsername());
        await app.Main.TokenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Main.PostAsync("/v1/accounts", body.DeepClone(), idempotencyKey: key)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created),
            answer => Assert.NotNull(answer.Expect(409, "idempotency-key-in-progress").Headers.RetryAfter));
    }

    [Fact]
    public async Task ARefusedRequestLeavesItsKeyFree()
    {
        var (body, key, username) = (Ask.Account(), Ask.NewUsername(), Ask.NewUsername());
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("quick", username))).Expect(HttpStatusCode.Created);
        (await app.Main.PostAsync("/v1/accounts", Ask.Account("quick", username), idempotencyKey: key)).Expect(409, "identifier-taken");
        (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AFailedRequestLeavesItsKeyFree()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var (body, key) = (Ask.Account(), Ask.NewUsername());
        await own.Database.ExecuteAsync("""ALTER TABLE "Identifiers" RENAME TO "Away";""");
        (await own.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(503, "dependency-unavailable");
        await own.Database.ExecuteAsync("""ALTER TABLE "Away" RENAME TO "Identifiers";""");
        (await own.Main.PostAsync("/v1/accounts", body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AnOverlongKeyIsRefused() =>
        AssertPointer("Idempotency-Key", await app.Main.PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: new string('k', 129)));

    internal static void AssertPointer(string pointer, Answer answer) =>
        Assert.Contains(pointer, answer.Expect(400, "invalid-request").Body!["errors"]!.AsArray().Select(error => error!["pointer"]!.GetValue<string>()));
}
