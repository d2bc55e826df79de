using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;

namespace Mfa.Directories.Tests;

/// <summary>GetAccount, LookupAccount and UpdateAccount.</summary>
public sealed class ReadAccountTests(DirectoryApp app)
{
    [Fact]
    public async Task AnAccountIsFoundByItsIdentifierHoweverItIsTyped()
    {
        var person = await app.Main.RegisterAsync();
        var found = (await LookupAsync("quick", person.Identifier.ToUpperInvariant())).Expect(HttpStatusCode.OK);
        Assert.Equal(person.AccountId, found.Text("id"));
    }

    [Fact]
    public async Task UnknownAndForeignAreNotFoundAlike()
    {
        var person = await app.Main.RegisterAsync("dev");
        var narrow = app.Client("quick-only");
        string[] answers =
        [
            (await narrow.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(404, "not-found").WithoutTrace(),
            (await narrow.GetAsync("/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa")).Expect(404, "not-found").WithoutTrace(),
            (await narrow.GetAsync("/v1/accounts/x")).Expect(404, "not-found").WithoutTrace(),
            (await narrow.GetAsync("/v1/accounts/" + new string('a', 3000))).Expect(404, "not-found").WithoutTrace(),
            (await narrow.PostAsync("/v1/accounts/lookup", Lookup("dev", person.Identifier))).Expect(404, "not-found").WithoutTrace(),
            (await narrow.PostAsync("/v1/accounts/lookup", Lookup("quick", person.Identifier))).Expect(404, "not-found").WithoutTrace(),
            (await narrow.PostAsync("/v1/accounts/lookup", Lookup("quick", "not an identifier <>"))).Expect(404, "not-found").WithoutTrace(),
            (await narrow.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", "{}")).Expect(404, "not-found").WithoutTrace(),
            (await narrow.ChangePasswordAsync(person.AccountId, "a bright morning", "x")).Expect(404, "not-found").WithoutTrace(),
        ];
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task TheTagChangesWithTheAccount()
    {
        var path = $"/v1/accounts/{(await app.Main.RegisterAsync()).AccountId}";
        var first = (await app.Main.GetAsync(path)).Expect(HttpStatusCode.OK).Headers.ETag!;
        Assert.Equal(first, (await app.Main.GetAsync(path)).Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, await StatusIfNoneMatchAsync(path, first));
        (await app.Main.SendAsync(HttpMethod.Patch, path, """{"displayName":"New"}""")).Expect(HttpStatusCode.OK);
        Assert.NotEqual(first, (await app.Main.GetAsync(path)).Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, await StatusIfNoneMatchAsync(path, first));
    }

    [Fact]
    public async Task APatchChangesWhatItNamesAndNothingElse()
    {
        var path = $"/v1/accounts/{(await app.Main.RegisterAsync("dev")).AccountId}";
        (await app.Main.SendAsync(HttpMethod.Patch, path, """{"displayName":"Kova\u0301cs Anna"}""")).Expect(HttpStatusCode.OK);
        var changed = (await app.Main.SendAsync(HttpMethod.Patch, path, """{"locale":"ro"}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Kovács Anna", "ro"), (changed.Text("displayName"), changed.Text("locale")));
        Assert.Equal(changed.Content, (await app.Main.GetAsync(path)).Content);
        Assert.Equal(changed.Text("createdAt"), changed.Text("securityChangedAt"));
    }

    [Theory]
    [InlineData("""{"locale":"xx"}""", "/locale")]
    [InlineData("""{"displayName":""}""", "/displayName")]
    [InlineData("""{"password":"x"}""", "/password")]
    [InlineData("""{"displayName":5}""", "/displayName")]
    public async Task AWrongPatchChangesNothing(string json, string pointer)
    {
        var path = $"/v1/accounts/{(await app.Main.RegisterAsync()).AccountId}";
        var before = await app.Main.GetAsync(path);
        CreateAccountTests.AssertPointer(pointer, await app.Main.SendAsync(HttpMethod.Patch, path, json));
        Assert.Equal(before.Content, (await app.Main.GetAsync(path)).Content);
    }

    [Fact]
    public async Task ALookupNeedsBothMembers()
    {
        CreateAccountTests.AssertPointer("/identifier", await app.Main.PostAsync("/v1/accounts/lookup", new JsonObject { ["realm"] = "quick" }));
        CreateAccountTests.AssertPointer("/realm", await app.Main.PostAsync("/v1/accounts/lookup", new JsonObject { ["identifier"] = "anna" }));
    }

    [Theory]
    [InlineData("GET", "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("POST", "/v1/accounts/lookup")]
    [InlineData("PATCH", "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("PUT", "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa/password")]
    public async Task WithoutItsScopeAClientSeesNoAccounts(string method, string path) =>
        (await app.Client("narrow").SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}")).Expect(403, "forbidden");

    private Task<Mfa.Testing.Answer> LookupAsync(string realm, string identifier) => app.Main.PostAsync("/v1/accounts/lookup", Lookup(realm, identifier));

    private static JsonObject Lookup(string realm, string identifier) => new() { ["realm"] = realm, ["identifier"] = identifier };

    private async Task<HttpStatusCode> StatusIfNoneMatchAsync(string path, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await app.Main.TokenAsync());
        request.Headers.IfNoneMatch.Add(tag);
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
