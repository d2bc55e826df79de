namespace Mfa.Mfactl.Tests.Accounts;

/// <summary>What operators do to people's accounts.</summary>
public sealed class AccountTests
{
    private static readonly string Account =
        """
        {"id":"acc_1","realm":"hu-ugyfelkapu","identifiers":[{"type":"username","value":"kovacs.anna"}],"email":"anna@example.hu","emailVerified":true,
         "pendingEmail":null,"displayName":"Kovács Anna","locale":"hu","status":"locked","createdAt":"2026-01-01T00:00:00Z","securityChangedAt":"2026-01-01T00:00:00Z"}
        """;

    [Theory]
    [InlineData("lock")]
    [InlineData("unlock")]
    public async Task LockingSaysWhyAndShowsTheAccount(string command)
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On($"POST /v1/accounts/acc_1/{command}", Account);

        var said = (await desk.RunAsync("accounts", command, "acc_1", "--reason", "ticket 4711")).Ended(0);

        Assert.Equal("ticket 4711", Assert.Single(desk.Service.Asked).Body!["reason"]!.GetValue<string>());
        Assert.Contains("Kovács Anna", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lock", "acc_1")]
    [InlineData("lock", "acc_1", "--reason", " ")]
    [InlineData("lock", "--reason", "x")]
    [InlineData("lock", "", "--reason", "x")]
    [InlineData("show", "..")]
    [InlineData("show")]
    [InlineData("show", "acc_1", "--realm", "r")]
    [InlineData("show", "--realm", "r")]
    [InlineData("export", "acc_1", "--reason", "x")]
    public async Task WhatIsMissingIsMisuseAndNothingIsAsked(params string[] rest)
    {
        using var desk = await new Desk().SettleAsync();

        (await desk.RunAsync(["accounts", .. rest])).Ended(2);

        Assert.Empty(desk.Service.Asked);
    }

    [Fact]
    public async Task AnAccountIsFoundByItsIdentifierWhichIsInNoAddress()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/accounts/lookup", Account);

        var said = (await desk.RunAsync("accounts", "show", "--realm", "hu-ugyfelkapu", "--identifier", "kovacs.anna", "--json")).Ended(0);

        Assert.Equal("acc_1", said.Json["id"]!.GetValue<string>());
        Assert.Equal("kovacs.anna", Assert.Single(desk.Service.Asked).Body!["identifier"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("kovacs.anna\n", 0)]
    [InlineData("kovacs\n", 1)]
    [InlineData("", 1)]
    public async Task ErasingAsksForTheIdentifierToBeTyped(string typed, int exit)
    {
        using var desk = await new Desk { IsAnswered = true, Typed = typed }.SettleAsync();
        desk.Service.On("GET /v1/accounts/acc_1", Account).On("DELETE /v1/accounts/acc_1", "", System.Net.HttpStatusCode.Accepted);

        (await desk.RunAsync("accounts", "erase", "acc_1", "--reason", "ticket 4711")).Ended(exit);

        Assert.Equal(exit == 0, desk.Service.Asked.Exists(asked => asked.Request == "DELETE /v1/accounts/acc_1"));
    }

    [Fact]
    public async Task AScriptErasesOnlyWithItsWord()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/accounts/acc_1", Account).On("DELETE /v1/accounts/acc_1", "", System.Net.HttpStatusCode.Accepted);

        (await desk.RunAsync("accounts", "erase", "acc_1", "--reason", "ticket")).Ended(2);
        (await desk.RunAsync("accounts", "erase", "acc_1", "--reason", "ticket", "--yes")).Ended(0);

        Assert.Equal("ticket", desk.Service.Asked[^1].Body!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task AnExportIsItsOperatorsAloneAndARefusedOneLeavesNoFile()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/accounts/acc_1/export?reason=ticket%204711", """{"account":{"displayName":"Kovács Anna"}}""");
        desk.Service.Refuse("GET /v1/accounts/acc_2/export?reason=x", 404, "not-found");

        (await desk.RunAsync("accounts", "export", "acc_1", "--reason", "ticket 4711", "--out", desk.At("1.json"))).Ended(0);
        (await desk.RunAsync("accounts", "export", "acc_2", "--reason", "x", "--out", desk.At("2.json"))).Ended(1);
        (await desk.RunAsync("accounts", "export", "acc_1", "--reason", "ticket 4711", "--out", desk.At("1.json"))).Ended(2);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(desk.At("1.json")));
        Assert.Contains("Kovács Anna", await File.ReadAllTextAsync(desk.At("1.json")), StringComparison.Ordinal);
        Assert.False(File.Exists(desk.At("2.json")));
    }

    [Theory]
    [InlineData("""{"resetCode":"AAAA-BBBB-CCCC-DDDD","expiresAt":"2026-01-04T00:00:00Z"}""", "AAAA-BBBB-CCCC-DDDD")]
    [InlineData("""{"resetCode":null,"expiresAt":"2026-01-04T00:00:00Z"}""", "Another operator")]
    public async Task AResetShowsTheCodeOnceOrThatAnotherMustAsk(string answer, string shown)
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/accounts/acc_1/factor-reset", answer);

        var said = (await desk.RunAsync("accounts", "reset-factor", "acc_1", "fac_1", "--reason", "ticket")).Ended(0);

        Assert.Contains(shown, said.Output, StringComparison.Ordinal);
        Assert.Equal("fac_1", Assert.Single(desk.Service.Asked).Body!["factorId"]!.GetValue<string>());
    }

    [Fact]
    public async Task ListsAreFollowedToTheirEndOrTheLimit()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/accounts/acc_1/activity", """{"items":[{"id":"evt_1","type":"sign-in.succeeded","at":"2026-01-01T00:00:00Z"}],"next":"c"}""")
            .On("GET /v1/accounts/acc_1/activity?after=c", """{"items":[{"id":"evt_2","type":"account.locked","at":"2026-01-01T00:00:00Z"}],"next":null}""")
            .On("GET /v1/accounts/acc_1/factors", """{"items":[{"id":"fac_1","type":"totp","status":"active","hint":"app"}],"next":null}""")
            .On("GET /v1/challenges?accountId=acc_1", """{"items":[],"next":null}""");

        Assert.Equal(2, (await desk.RunAsync("accounts", "activity", "acc_1", "--json")).Ended(0).Json["items"]!.AsArray().Count);
        var limited = (await desk.RunAsync("accounts", "activity", "acc_1", "--json", "--limit", "1")).Ended(0).Json;
        Assert.Equal((1, true), (limited["items"]!.AsArray().Count, limited["more"]!.GetValue<bool>()));
        Assert.Contains("fac_1", (await desk.RunAsync("accounts", "factors", "acc_1")).Ended(0).Output, StringComparison.Ordinal);
        Assert.Contains("none", (await desk.RunAsync("accounts", "challenges", "acc_1")).Ended(0).Error, StringComparison.Ordinal);
    }
}
