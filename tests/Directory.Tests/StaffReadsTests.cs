using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>What operators and auditors may do with accounts: read them in their realms, and of the rest what is theirs.</summary>
public sealed class StaffReadsTests(DirectoryApp app)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OperatorsAndAuditorsReadAccountsOfTheirRealms(bool isOperator)
    {
        var person = await app.Main.RegisterAsync();
        var reader = isOperator ? await Staff.OperatorAsync(app, "quick") : await Staff.AuditorAsync(app, "quick");
        var path = $"/v1/accounts/{person.AccountId}";
        Assert.Equal((await app.Main.GetAsync(path)).Content, (await reader.GetAsync(path)).Expect(HttpStatusCode.OK).Content);
        Assert.Equal(person.AccountId, (await LookupAsync(reader, person)).Expect(HttpStatusCode.OK).Text("id"));
        (await reader.GetAsync(path + "/activity")).Expect(HttpStatusCode.OK);

        var foreign = await app.Main.RegisterAsync("dev");
        (await reader.GetAsync($"/v1/accounts/{foreign.AccountId}")).Expect(404, "not-found");
        (await reader.GetAsync($"/v1/accounts/{foreign.AccountId}/activity")).Expect(404, "not-found");
        (await LookupAsync(reader, foreign)).Expect(404, "not-found");
    }

    [Fact]
    public async Task NothingElseOfRelyingPartiesIsTheirs()
    {
        var person = await app.Main.RegisterAsync();
        var path = $"/v1/accounts/{person.AccountId}";
        foreach (var reader in new[] { await Staff.OperatorAsync(app), await Staff.AuditorAsync(app) })
        {
            (await reader.SendAsync(HttpMethod.Post, "/v1/accounts", Ask.Account())).Expect(403, "forbidden");
            (await reader.SendAsync(HttpMethod.Put, path + "/password", new JsonObject { ["newPassword"] = "a bright morning" })).Expect(403, "forbidden");
            (await reader.SendAsync(HttpMethod.Post, path + "/email/confirm", new JsonObject { ["code"] = "123456" })).Expect(403, "forbidden");
            (await reader.SendAsync(HttpMethod.Post, path + "/email/resend")).Expect(403, "forbidden");
            (await reader.SendAsync(HttpMethod.Post, "/v1/sign-ins", Ask.SignIn("quick", person.Identifier, RelyingParty.Password))).Expect(403, "forbidden");
        }

        (await (await Staff.AuditorAsync(app)).SendAsync(HttpMethod.Patch, path, new JsonObject { ["locale"] = "en" })).Expect(403, "forbidden");
    }

    private static Task<Answer> LookupAsync(Staff reader, Person person) =>
        reader.SendAsync(HttpMethod.Post, "/v1/accounts/lookup", new JsonObject { ["realm"] = person.Realm, ["identifier"] = person.Identifier });
}
