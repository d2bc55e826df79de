using System.Net;
using System.Net.Http.Headers;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

/// <summary>The log of the realm <c>sha512</c>, which no other test of Directory writes to.</summary>
public sealed class ListAuditEventsTests(DirectoryApp app)
{
    private const string Path = "/v1/audit-events";
    private const string Realm = "sha512";

    [Fact]
    public async Task ALogIsReadInTheOrderOfKeepingPageByPage()
    {
        var person = NewPerson();
        string[] told = ["sign-in.failed", "sign-in.succeeded", "factor.confirmed", "sign-in.succeeded"];
        for (var i = 0; i < told.Length; i++)
            await app.RecordAsync(Told.Event(told[i], person, Told.At - (i * 1000)) with { RelyingParty = app.Main.Id, Session = "sid_x", FactorId = "fac_x", Factor = "totp" });
        var first = (await ReadAsync($"&accountId={person.AccountId}&limit=3")).Expect(HttpStatusCode.OK);
        var items = first.Body!["items"]!.AsArray();
        Assert.Equal(["id", "sequence", "type", "at", "keptAt", "realm", "accountId", "relyingParty", "session", "factorId", "factor"], items[0]!.AsObject().Select(member => member.Key));
        Assert.Equal(told[..3], items.Select(item => item!["type"]!.GetValue<string>()));
        Assert.Equal("2026-09-21T14:13:20.000Z", items[0]!["at"]!.GetValue<string>());
        var second = (await ReadAsync($"&accountId={person.AccountId}&limit=3&after={first.Text("next")}")).Expect(HttpStatusCode.OK);
        Assert.Equal((1, null), (second.Body!["items"]!.AsArray().Count, second.Body["next"]));
        Assert.Equal(2, (await ReadAsync($"&accountId={person.AccountId}&type=sign-in.succeeded")).Body!["items"]!.AsArray().Count);
        var between = await ReadAsync($"&accountId={person.AccountId}&from=2026-09-21T14:13:18Z&to=2026-09-21T14:13:20.000Z");
        Assert.Equal(told[1..3], between.Body!["items"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/csv;q=0.9, application/json;q=0.5", true)]
    [InlineData("application/json, text/csv", false)]
    [InlineData("text/csv;q=0, */*", false)]
    [InlineData("*/*", false)]
    public async Task ItIsCsvForWhoPrefersIt(string accept, bool csv)
    {
        await app.RecordAsync(Told.Event("sign-in.succeeded", NewPerson()));
        using var response = await SendAsync("&limit=1", accept);
        Assert.Equal(csv ? "text/csv" : "application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", response.Headers.Vary);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task CsvIsQuotedAndRunsNoFormula()
    {
        var person = NewPerson();
        foreach (var reason in new[] { "=HYPERLINK(\"https://evil.test\")", "+1", "-1", "@SUM(A1)", " =1+1", "a, \"b\"", "plain" })
            await app.RecordAsync(Told.Event("account.locked", person) with { Reason = reason });
        using var response = await SendAsync($"&accountId={person.AccountId}", "text/csv");
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        Assert.Equal("sequence,id,type,at,keptAt,realm,accountId,relyingParty,subject,session,challengeId,factorId,factor,purpose,reason", lines[0]);
        Assert.Equal(
            ["\"'=HYPERLINK(\"\"https://evil.test\"\")\"", "'+1", "'-1", "'@SUM(A1)", "' =1+1", "\"a, \"\"b\"\"\"", "plain"],
            lines[1..^1].Select(line => line[(line.LastIndexOf(",,", StringComparison.Ordinal) + 2)..]));
        Assert.Equal("", lines[^1]);
        Assert.StartsWith($"2026-09-21T14:13:20.000Z", lines[1].Split(',')[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "realm")]
    [InlineData("?realm=sha512&limit=0", "limit")]
    [InlineData("?realm=sha512&after=x", "after")]
    [InlineData("?realm=sha512&after=-1", "after")]
    [InlineData("?realm=sha512&from=yesterday", "from")]
    [InlineData("?realm=sha512&to=2026-01-01", "to")]
    public async Task AWrongQuestionIsNamed(string query, string pointer) => AssertPointer(pointer, await app.Client("auditor").GetAsync(Path + query));

    [Fact]
    public async Task AForeignRealmIsNotFoundAndARelyingPartyReadsNone()
    {
        var narrow = app.As(await app.MakeOperatorAsync("mfa.audit"));
        (await narrow.GetAsync($"{Path}?realm={Realm}")).Expect(404, "not-found");
        (await narrow.GetAsync($"{Path}?realm=quick")).Expect(HttpStatusCode.OK);
        (await app.Client("operator").GetAsync($"{Path}?realm={Realm}")).Expect(HttpStatusCode.OK);
        (await app.Main.GetAsync($"{Path}?realm={Realm}")).Expect(403, "forbidden");
    }

    private static Person NewPerson() => new(Realm, ServiceDefaults.Secrets.OpaqueId.New("acc_"), "x");

    private Task<Answer> ReadAsync(string query) => app.Client("auditor").GetAsync($"{Path}?realm={Realm}{query}");

    private async Task<HttpResponseMessage> SendAsync(string query, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}?realm={Realm}{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await app.Client("auditor").TokenAsync());
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
