using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>The operators' console against the running system: what an operator does there, people and relying parties feel.</summary>
public sealed class MfactlTests(ConsoleSystem console) : IClassFixture<ConsoleSystem>
{
    private static readonly TimeSpan CheckpointLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TheFirstOperatorSeesTheSystemAndThereIsNoSecondFirst()
    {
        var status = (await console.RunAsync("operations", "status", "--json")).Expect(0).Json;
        Assert.True(status["sameRealms"]!.GetValue<bool>());
        Assert.Equal("ready", status["services"]!["directory"]!["state"]!.GetValue<string>());
        Assert.Contains("services.challenge.state", (await console.RunAsync("operations", "status")).Expect(0).Output, StringComparison.Ordinal);

        (await console.RunAsync([.. console.Bootstrap("Nagy Béla", "bela.pem"), "--profile", "second"])).Expect(1);
    }

    [Fact]
    public async Task ARelyingPartysSecretSignsAPersonInUntilItIsDisabled()
    {
        var person = await console.Main.RegisterAsync();
        var file = await console.WriteAsync("tax.json", Record("Tax office"));
        var made = (await console.RunAsync("relying-parties", "create", "--from", file, "--secret-out", console.At("tax.secret"), "--json")).Expect(0).Json;
        var backend = console.RelyingParty(made["id"]!.GetValue<string>(), await File.ReadAllTextAsync(console.At("tax.secret")));

        (await backend.SignInAsync(person)).Expect(HttpStatusCode.OK);
        (await console.RunAsync("relying-parties", "disable", backend.Id)).Expect(0);

        (await backend.SignInAsync(person)).Expect(401, "unauthorized");
        Assert.Equal("disabled", (await console.RunAsync("relying-parties", "show", backend.Id, "--json")).Expect(0).Json["status"]!.GetValue<string>());
        (await console.RunAsync("relying-parties", "enable", backend.Id)).Expect(0);
        var again = console.RelyingParty(backend.Id, await File.ReadAllTextAsync(console.At("tax.secret")));
        (await again.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ALockedAccountCannotSignInUntilItIsUnlocked()
    {
        var person = await console.Main.RegisterAsync();

        var found = (await console.RunAsync("accounts", "show", "--realm", person.Realm, "--identifier", person.Identifier, "--json")).Expect(0).Json;
        Assert.Equal(person.AccountId, found["id"]!.GetValue<string>());
        (await console.RunAsync("accounts", "lock", person.AccountId, "--reason", "ticket 4711")).Expect(0);

        (await console.Main.SignInAsync(person)).Expect(403, "account-locked");
        (await console.RunAsync("accounts", "unlock", person.AccountId, "--reason", "ticket 4711")).Expect(0);
        (await console.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Contains("account", (await console.RunAsync("accounts", "activity", person.AccountId)).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccountIsExportedAndThenErased()
    {
        var owner = await console.Main.RegisterWithAppAsync();
        var id = owner.Person.AccountId;
        Assert.Contains(owner.FactorId, (await console.RunAsync("accounts", "factors", id)).Expect(0).Output, StringComparison.Ordinal);

        (await console.RunAsync("accounts", "export", id, "--reason", "asked for", "--out", console.At("export.json"))).Expect(0);
        (await console.RunAsync("accounts", "erase", id, "--reason", "asked for")).Expect(2);
        (await console.RunAsync("accounts", "erase", id, "--reason", "asked for", "--yes")).Expect(0);

        Assert.Contains(owner.Person.Identifier, await File.ReadAllTextAsync(console.At("export.json")), StringComparison.Ordinal);
        Assert.Contains("not-found", (await console.RunAsync("accounts", "show", id)).Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALostPhoneIsReplacedWithTheCodeOfAReset()
    {
        var owner = await console.Main.RegisterWithAppAsync();

        var reset = (await console.RunAsync("accounts", "reset-factor", owner.Person.AccountId, owner.FactorId, "--reason", "at the desk", "--json")).Expect(0).Json;

        Assert.Equal("rc", (await console.Main.RevokeAsync(owner.Person, reset["resetCode"]!.GetValue<string>())).Expect(HttpStatusCode.OK).Text("method"));
    }

    [Fact]
    public async Task AnAuditorWithAKeyOfItsOwnReadsAndChangesNothing()
    {
        var jwk = (await console.RunAsync("keys", "create", "--key", console.At("ion.pem"), "--json")).Expect(0).Json;
        var made = (await console.RunAsync(
            "operators", "create", "--name", "Rusu Ion", "--realm", "quick", "--auditor", "--public-key", await console.WriteAsync("ion.jwk", jwk), "--json")).Expect(0).Json;
        string[] asIon = ["--url", console.Address, "--client-id", made["id"]!.GetValue<string>(), "--key", console.At("ion.pem")];
        var person = await console.Main.RegisterAsync();

        (await console.RunAsync(["accounts", "show", person.AccountId, .. asIon])).Expect(0);
        (await console.RunAsync(["audit", "list", "--realm", "quick", .. asIon])).Expect(0);

        Assert.Contains("forbidden", (await console.RunAsync(["accounts", "lock", person.AccountId, "--reason", "x", .. asIon])).Expect(1).Error, StringComparison.Ordinal);
        Assert.Contains("Rusu Ion", (await console.RunAsync("operators", "list")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheAuditLogIsReadAndFoundWhole()
    {
        var person = await console.Main.RegisterAsync();
        (await console.RunAsync("accounts", "lock", person.AccountId, "--reason", "for the log")).Expect(0);
        await Eventually.IsTrueAsync(
            async () => (await console.RunAsync("audit", "list", "--realm", "quick", "--account", person.AccountId)).Expect(0).Output.Contains("for the log", StringComparison.Ordinal),
            "the lock is in the log");
        (await console.RunAsync("audit", "list", "--realm", "quick", "--csv", console.At("audit.csv"))).Expect(0);
        Assert.Contains("for the log", await File.ReadAllTextAsync(console.At("audit.csv")), StringComparison.Ordinal);

        await Eventually.IsTrueAsync(async () => (await VerifyAsync())["checkpoints"]!.GetValue<int>() > 0, "a checkpoint", CheckpointLimit);
        Assert.True((await VerifyAsync())["whole"]!.GetValue<bool>());
        Assert.NotEmpty((await console.RunAsync("audit", "checkpoints", "--realm", "quick", "--json")).Expect(0).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task KeysAreRotatedAndTheTestMailArrives()
    {
        Assert.Equal("done", (await console.RunAsync("operations", "rotate-keys", "--wait", "--json")).Expect(0).Json["state"]!.GetValue<string>());

        (await console.RunAsync("operations", "mail-test", "--realm", "mailed", "--to", "operator@example.org")).Expect(0);
        await console.System.Mailbox.WaitForNoticeAsync("operator@example.org");
        Assert.Equal("mailed", (await console.RunAsync("realms", "show", "mailed", "--json")).Expect(0).Json["id"]!.GetValue<string>());
    }

    private async Task<JsonNode> VerifyAsync() =>
        (await console.RunAsync("audit", "verify", "--database", console.Database, "--realm", "quick", "--keys", console.PublicKeys, "--json")).Expect(0).Json;

    private static JsonObject Record(string name) => new()
    {
        ["name"] = name,
        ["realms"] = new JsonArray("quick"),
        ["scopes"] = new JsonArray("mfa.challenge"),
        ["services"] = new JsonArray(),
        ["policy"] = new JsonObject { ["factors"] = new JsonArray("totp") },
    };
}
