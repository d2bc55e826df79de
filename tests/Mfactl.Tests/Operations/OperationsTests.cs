namespace Mfa.Mfactl.Tests.Operations;

/// <summary>The running system.</summary>
public sealed class OperationsTests
{
    [Fact]
    public async Task TheStatusIsShownAsTheServiceTellsIt()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/operations/status", """{"at":"2026-11-01T10:00:00Z","sameRealms":true,"services":{"challenge":{"state":"ready","keys":{"hash":1}}}}""");

        Assert.Matches("services\\.challenge\\.state +ready", (await desk.RunAsync("operations", "status")).Ended(0).Output);
        Assert.True((await desk.RunAsync("operations", "status", "--json")).Ended(0).Json["sameRealms"]!.GetValue<bool>());
    }

    [Fact]
    public async Task ARotationIsStartedAndWaitedFor()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/operations/key-rotation", Rotation("running", 2, 0), System.Net.HttpStatusCode.Accepted).On("GET /v1/operations/key-rotation", Rotation("done", 0, 0));

        Assert.Equal("running", (await desk.RunAsync("operations", "rotate-keys", "--json")).Ended(0).Json["state"]!.GetValue<string>());
        Assert.Equal("done", (await desk.RunAsync("operations", "rotate-keys", "--wait", "--json")).Ended(0).Json["state"]!.GetValue<string>());
        Assert.Contains("GET /v1/operations/key-rotation", desk.Service.Asked.Select(asked => asked.Request));
    }

    [Fact]
    public async Task ARotationThatLeftSomethingBehindHasFailed()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/operations/key-rotation", Rotation("done", 3, 3));

        Assert.Contains("3 accounts", (await desk.RunAsync("operations", "rotate-keys", "--show")).Ended(1).Error, StringComparison.Ordinal);
        Assert.Equal("GET /v1/operations/key-rotation", Assert.Single(desk.Service.Asked).Request);
    }

    [Fact]
    public async Task ATestMailSaysWhereItsEndIsTold()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /v1/operations/mail-test", """{"id":"mlt_1","delivery":{"state":"queued"}}""", System.Net.HttpStatusCode.Accepted);

        var said = (await desk.RunAsync("operations", "mail-test", "--realm", "r", "--to", "eva@example.gov")).Ended(0);

        Assert.Contains("mlt_1", said.Output, StringComparison.Ordinal);
        Assert.Contains("audit list", said.Error, StringComparison.Ordinal);
        Assert.Equal("eva@example.gov", Assert.Single(desk.Service.Asked).Body!["to"]!.GetValue<string>());
    }

    private static string Rotation(string state, int remaining, int failed) =>
        $$"""{"state":"{{state}}","keyVersion":2,"total":4,"remaining":{{remaining}},"failed":{{failed}},"startedAt":"2026-11-01T10:00:00Z","finishedAt":null}""";
}
