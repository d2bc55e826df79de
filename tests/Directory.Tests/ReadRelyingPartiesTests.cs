using System.Net;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

public sealed class ReadRelyingPartiesTests(DirectoryApp app)
{
    private const string Path = "/v1/relying-parties";

    [Theory]
    [InlineData("operator")]
    [InlineData("auditor")]
    public async Task OperatorsAndAuditorsReadAllOfTheirRealms(string reader)
    {
        var all = await ReadAsync(app.Client(reader), limit: 3);
        Assert.Superset(app.Clients.Select(client => client.Id).ToHashSet(StringComparer.Ordinal), all.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
        Assert.Distinct(all);
        Assert.Equal("main", (await app.Client(reader).GetAsync($"{Path}/{app.Main.Id}")).Expect(HttpStatusCode.OK).Text("name"));
    }

    [Fact]
    public async Task AClientOfAnotherRealmTooIsNotFound()
    {
        var narrow = app.As(await app.MakeOperatorAsync());
        var (mine, shared) = (await app.MakeRelyingPartyAsync("quick"), await app.MakeRelyingPartyAsync("quick", "mailed"));
        var all = await ReadAsync(narrow, limit: 200);
        Assert.Contains(mine.Id, all);
        Assert.DoesNotContain(shared.Id, all);
        Assert.DoesNotContain(app.Main.Id, all);
        (await narrow.GetAsync($"{Path}/{mine.Id}")).Expect(HttpStatusCode.OK);
        var unknown = (await narrow.GetAsync($"{Path}/rp_aaaaaaaaaaaaaaaaaaaaaaaaaa")).Expect(404, "not-found");
        Assert.Equal(unknown.WithoutTrace(), (await narrow.GetAsync($"{Path}/{shared.Id}")).Expect(404, "not-found").WithoutTrace());
        AssertPointer("after", await narrow.GetAsync($"{Path}?after={shared.Id}"));
    }

    [Fact]
    public async Task ARelyingPartyReadsNone()
    {
        (await app.Main.GetAsync(Path)).Expect(403, "forbidden");
        (await app.Main.GetAsync($"{Path}/{app.Main.Id}")).Expect(403, "forbidden");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("after=rp_nobody", "after")]
    public async Task AWrongPageIsNamed(string query, string pointer) => AssertPointer(pointer, await app.Client("auditor").GetAsync($"{Path}?{query}"));

    [Fact]
    public async Task AnUnchangedRecordNeedsNoSecondReading()
    {
        var party = await app.MakeRelyingPartyAsync("quick");
        var token = await app.Client("auditor").TokenAsync();
        var tag = (await app.RawAsync(HttpMethod.Get, $"{Path}/{party.Id}", null, token)).Expect(HttpStatusCode.OK).Headers.ETag!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/{party.Id}");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.IfNoneMatch.Add(tag);
        (await Answer.ReadAsync(await app.Http.SendAsync(request, TestContext.Current.CancellationToken))).Expect(HttpStatusCode.NotModified);
    }

    private static async Task<List<string>> ReadAsync(Mfa.Testing.RelyingParty reader, int limit)
    {
        var all = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = (await reader.GetAsync($"{Path}?limit={limit}{(after.Length > 0 ? "&after=" + after : "")}")).Expect(HttpStatusCode.OK);
            all.AddRange(page.Body!["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            after = page.Body["next"]?.GetValue<string>();
        }

        return all;
    }
}
