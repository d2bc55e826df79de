using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;
using StackExchange.Redis;

namespace Mfa.Journeys.Tests;

/// <summary>Erasing, exporting and locking an account across the services.</summary>
public sealed class ErasureTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Fact]
    public async Task AnErasedPersonIsNowhereAndInNoFile()
    {
        var (person, factors, stepUp) = await RegisterWithBothAsync();
        var (path, folder) = ($"/v1/accounts/{person.AccountId}", running.System.Folder);
        var challenge = (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person), "email")).Expect(HttpStatusCode.Created).Text("id");
        var (whose, what) = (new Canaries([person.Email, person.Identifier]), new Canaries(factors));
        var isNotEnrollments = await IsNotEnrollmentsAsync();
        await WriteOutAsync("CHECKPOINT");
        Assert.NotEmpty(whose.FoundUnder(folder, IsNoStore));
        Assert.Contains(what.FoundUnder(folder, isNotEnrollments), found => found.Contains(factors[0], StringComparison.Ordinal));
        Assert.NotEmpty(await KeysAsync(person));

        (await _main.DeleteAsync(path, stepUp)).Expect(HttpStatusCode.Accepted);

        foreach (var gone in new[] { path, path + "/activity", path + "/factors", $"{path}/factors/{factors[0]}", $"/v1/challenges/{challenge}" })
            (await _main.GetAsync(gone)).Expect(404, "not-found");
        (await _main.StartTotpAsync(person, "", stepUp)).Expect(404, "not-found");
        (await _main.DeleteAsync(path, stepUp)).Expect(404, "not-found");
        (await _main.SignInAsync(person)).Expect(422, "invalid-credentials");
        (await _main.PostAsync("/v1/accounts", new JsonObject
        {
            ["realm"] = person.Realm,
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "username", ["value"] = person.Identifier }),
            ["password"] = RelyingParty.Password,
        })).Expect(409, "identifier-taken");
        await running.System.Mailbox.WaitAsync(person.Email, "Test realm quick – account erased");

        await UntilForgottenAsync(whose, IsNoStore);
        await UntilForgottenAsync(what, isNotEnrollments);
        Assert.All(await KeysAsync(person), key => Assert.Contains("-version:", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsHeldIsGivenOutWhole()
    {
        var (person, factors, stepUp) = await RegisterWithBothAsync();
        var exported = (await _main.SendAsync(HttpMethod.Get, $"/v1/accounts/{person.AccountId}/export", stepUp: stepUp)).Expect(HttpStatusCode.OK).Body!;
        Assert.Equal(person.Email, exported["account"]!["email"]!.GetValue<string>());
        Assert.Equal(factors, exported["secondFactors"]!["factors"]!.AsArray().Select(factor => factor!["id"]!.GetValue<string>()));
        await running.System.Mailbox.WaitAsync(person.Email, "Test realm quick – your data was given out");
    }

    [Fact]
    public async Task AnOperatorsLockEndsAnOpenSessionAtOnce()
    {
        var (owner, desk) = (await _main.RegisterWithAppAsync(), running.System.RelyingParty("operator"));
        var (person, token) = (owner.Person, await _main.SignInTokenAsync(owner.Person));
        var stepUp = await _main.StepUpAsync(owner);
        var challenge = (await _main.ChallengeAsync(person, token)).Expect(HttpStatusCode.Created).Text("id");
        var path = $"/v1/accounts/{person.AccountId}/";

        (await desk.PostAsync(path + "lock", new JsonObject { ["reason"] = "Reported as stolen." })).Expect(HttpStatusCode.OK);

        (await _main.VerifyAsync(challenge, await owner.App.CodeAsync(1))).Expect(410, "challenge-over");
        (await _main.ChallengeAsync(person, token)).Expect(422, "invalid-token");
        (await _main.StartTotpAsync(person, "", stepUp, owner.FactorId)).Expect(422, "invalid-token");
        (await _main.PostAsync(path + "recovery-codes", stepUp: stepUp)).Expect(422, "invalid-token");
        (await _main.SignInAsync(person)).Expect(403, "account-locked");

        (await desk.PostAsync(path + "unlock", new JsonObject { ["reason"] = "The person came to the desk." })).Expect(HttpStatusCode.OK);
        (await _main.ChallengeAsync(person, token)).Expect(422, "invalid-token");
        (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person))).Expect(HttpStatusCode.Created);
    }

    /// <summary>A person with an app and a mailbox, and the step-up token of the second confirm.</summary>
    private async Task<(Person Person, string[] Factors, string StepUp)> RegisterWithBothAsync()
    {
        var person = await _main.RegisterWithAddressAsync("quick");
        var pending = (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        var app = new AuthenticatorApp(pending.Body!["totp"]!["secret"]!.GetValue<string>());
        var first = (await _main.ConfirmAsync(person, pending.Text("id"), await app.CodeAsync(-1))).Expect(HttpStatusCode.OK).Text("stepUpToken");
        var mail = (await _main.StartEmailAsync(person, "", first)).Expect(HttpStatusCode.Created).Text("id");
        var code = (await running.System.Mailbox.WaitForCodeAsync(person.Email)).Code;
        var stepUp = (await _main.ConfirmAsync(person, mail, code)).Expect(HttpStatusCode.OK).Text("stepUpToken");
        return (person, [pending.Text("id"), mail], stepUp);
    }

    private async Task<string[]> KeysAsync(Person person)
    {
        var found = (RedisResult[])(await running.Redis.ExecuteAsync("SCAN", "0", "MATCH", $"mfa:*{person.AccountId}*", "COUNT", "10000000"))!;
        return [.. ((RedisResult[])found[1]!).Select(key => (string)key!)];
    }

    private Task UntilForgottenAsync(Canaries canaries, Func<string, bool> mayHold) => Eventually.IsTrueAsync(async () =>
    {
        await WriteOutAsync("VACUUM FULL", "CHECKPOINT");
        return canaries.FoundUnder(running.System.Folder, mayHold).Count == 0;
    }, () => string.Join(", ", canaries.FoundUnder(running.System.Folder, mayHold)));

    /// <summary>What PostgreSQL has been told reaches its tables when it likes; SQLite's service writes out by itself.</summary>
    private async Task WriteOutAsync(params string[] statements)
    {
        foreach (var service in TestDatabase.OnPostgres ? ["directory", "enrollment"] : Array.Empty<string>())
        {
            foreach (var statement in statements)
                await running.System.Database(service).ExecuteAsync(statement);
        }
    }

    /// <summary>The mailbox is the people's own; a log that PostgreSQL reuses in its time is no table; nobody else reads a file that is locked.</summary>
    private static bool IsNoStore(string file) => new[] { "mailbox", "pg_wal", "host.lock" }.Any(place => file.Contains(place, StringComparison.Ordinal));

    /// <summary>The log of changes keeps which factors an account had; whose they were it does not know any more.</summary>
    private async Task<Func<string, bool>> IsNotEnrollmentsAsync()
    {
        if (!TestDatabase.OnPostgres)
            return file => !Path.GetFileName(file).StartsWith("enrollment.db", StringComparison.Ordinal);
        var folder = $"/base/{await running.System.Database("enrollment").NumberAsync()}/";
        return file => !file.Contains(folder, StringComparison.Ordinal);
    }
}
