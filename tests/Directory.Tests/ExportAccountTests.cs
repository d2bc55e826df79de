using System.Net;
using System.Net.Http.Headers;
using Mfa.Contracts;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

public sealed class ExportAccountTests(DirectoryApp app)
{
    private const string Address = "anna@example.hu";

    [Fact]
    public async Task APersonIsGivenAllThatIsHeldAndNothingToSignInWith()
    {
        var person = await NewAsync();
        await app.RecordAsync(Told.Event("sign-in.succeeded", person) with { RelyingParty = app.Main.Id, Session = "sid_one" });
        var stepUp = app.Session(person, "pwd", "totp");
        (await app.Main.SendAsync(HttpMethod.Patch, Path(person), """{"email":"new@example.hu"}""", stepUp)).Expect(HttpStatusCode.OK);
        var exported = (await app.Main.SendAsync(HttpMethod.Get, Path(person) + "/export", stepUp: stepUp)).Expect(HttpStatusCode.OK).Body!;
        var account = exported["account"]!;
        Assert.Equal((person.AccountId, Address, "new@example.hu", "Anna", true), (account["id"]!.GetValue<string>(), account["email"]!.GetValue<string>(),
            account["pendingEmail"]!["address"]!.GetValue<string>(), account["displayName"]!.GetValue<string>(), account["hasPassword"]!.GetValue<bool>()));
        Assert.Equal(person.Identifier, account["identifiers"]![0]!["value"]!.GetValue<string>());
        Assert.Equal("fac_one", exported["secondFactors"]!["factors"]![0]!["id"]!.GetValue<string>());
        var happened = Assert.Single(exported["events"]!.AsArray())!;
        Assert.Equal(("sign-in.succeeded", "main", "sid_one"),
            (happened["type"]!.GetValue<string>(), happened["relyingParty"]!.GetValue<string>(), happened["session"]!.GetValue<string>()));

        var (hash, recipients) = await app.InDatabaseAsync(async db => (
            await db.Accounts.Where(a => a.Id == person.AccountId).Select(a => a.PasswordHash).SingleAsync(),
            await db.Notices.Where(n => n.AccountId == person.AccountId).Select(n => n.Recipient).ToListAsync()));
        Assert.DoesNotContain(hash!, exported.ToJsonString(), StringComparison.Ordinal);
        Assert.All(recipients, recipient => Assert.DoesNotContain(recipient, exported.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task ItIsADocumentToKeepAndNobodyElseKeepsIt()
    {
        var person = await NewAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(person) + "/export");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await app.Main.TokenAsync());
        request.Headers.Add("Mfa-Step-Up", app.Session(person, "pwd", "totp"));
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal($"attachment; filename=\"{person.AccountId}.json\"", response.Content.Headers.ContentDisposition!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task AnOperatorSaysWhyAndThePersonIsTold()
    {
        var (person, desk) = (await NewAsync(), await Staff.OperatorAsync(app));
        (await desk.GetAsync(Path(person) + "/export?reason=Court%20order%2012")).Expect(HttpStatusCode.OK);
        var happened = Assert.Single(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "account.exported");
        Assert.Equal((desk.Id, "Court order 12"), (happened["relyingParty"]!.GetValue<string>(), happened["reason"]!.GetValue<string>()));
        await app.RecordAsync(Told.Event("account.exported", person) with { RelyingParty = desk.Id, Reason = "Court order 12" });
        Assert.Equal("account-exported", Assert.Single(await app.MailsAsync(person)).Template);
        var again = (await desk.GetAsync(Path(person) + "/export?reason=again")).Expect(HttpStatusCode.OK).Body!["events"]![0]!;
        Assert.Equal(("Court order 12", null), (again["reason"]!.GetValue<string>(), again["relyingParty"]));
    }

    [Fact]
    public async Task WithoutItsProofNothingIsGiven()
    {
        var (person, other) = (await NewAsync(), await NewAsync());
        var (desk, auditor, elsewhere) = (await Staff.OperatorAsync(app), await Staff.AuditorAsync(app), await Staff.OperatorAsync(app, "dev"));
        var path = Path(person) + "/export";
        (await app.Main.GetAsync(path)).Expect(403, "step-up-required");
        (await app.Main.SendAsync(HttpMethod.Get, path, stepUp: "none")).Expect(422, "invalid-token");
        (await app.Main.SendAsync(HttpMethod.Get, path, stepUp: app.Session(person, "pwd"))).Expect(422, "invalid-token");
        (await app.Main.SendAsync(HttpMethod.Get, path, stepUp: app.Session(other, "pwd", "totp"))).Expect(422, "invalid-token");
        (await app.Main.SendAsync(HttpMethod.Get, path, stepUp: app.Session(person, "pwd", "totp", accountVersion: 9))).Expect(422, "invalid-token");
        CreateAccountTests.AssertPointer("reason", await app.Main.GetAsync(path + "?reason=mine"));
        CreateAccountTests.AssertPointer("reason", await desk.GetAsync(path));
        CreateAccountTests.AssertPointer("reason", await desk.GetAsync(path + "?reason=%20"));
        (await auditor.GetAsync(path + "?reason=r")).Expect(403, "forbidden");
        (await elsewhere.GetAsync(path + "?reason=r")).Expect(404, "not-found");
        Assert.DoesNotContain(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "account.exported");
    }

    [Fact]
    public async Task OfHalfOfItNothingIsGiven()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        (await app.Main.SendAsync(HttpMethod.Get, Path(person) + "/export", stepUp: app.Session(person, "pwd", "totp"))).Expect(503, "dependency-unavailable");
        Assert.DoesNotContain(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "account.exported");
    }

    private static string Path(Person person) => $"/v1/accounts/{person.AccountId}";

    private async Task<Person> NewAsync()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        var at = DateTimeOffset.UnixEpoch;
        app.Neighbours.Exports[person.AccountId] = new FactorExport(
            true, at, [new ExportedFactor("fac_one", "totp", "active", "authenticator app", "SHA1", true, at, at, at, null, null)],
            [new ExportedRecoveryCode(at, null)], [new ExportedWrongCode("totp", at)]);
        return person;
    }
}
