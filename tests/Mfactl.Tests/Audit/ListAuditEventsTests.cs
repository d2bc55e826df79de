namespace Mfa.Mfactl.Tests.Audit;

/// <summary>The audit log on the screen and in files.</summary>
public sealed class ListAuditEventsTests
{
    [Fact]
    public async Task EventsAreAskedForByRealmTypeAndTimeAndShown()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/audit-events?realm=r&type=account.locked&from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z",
            """{"items":[{"id":"evt_1","type":"account.locked","at":"2026-11-01T10:00:00Z","realm":"r","sequence":7,"reason":"ticket"}],"next":null}""");

        var said = (await desk.RunAsync(
            "audit", "list", "--realm", "r", "--type", "account.locked", "--from", "2026-11-01T00:00:00Z", "--to", "2026-11-02T01:00:00+01:00")).Ended(0);

        Assert.Contains("ticket", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsCsvTheyGoIntoANewFileOrTheOutput()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/audit-events?realm=r", "id,type\r\nevt_1,a\r\n", mediaType: "text/csv");

        (await desk.RunAsync("audit", "list", "--realm", "r", "--csv", desk.At("a.csv"))).Ended(0);

        Assert.Equal("id,type\r\nevt_1,a\r\n", await File.ReadAllTextAsync(desk.At("a.csv")));
        Assert.Equal("id,type\r\nevt_1,a\r\n", (await desk.RunAsync("audit", "list", "--realm", "r", "--csv", "-")).Ended(0).Output);
    }

    [Fact]
    public async Task CheckpointsAreListed()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/audit-checkpoints?realm=r", """{"items":[{"realm":"r","sequence":12,"hash":"abc","at":"2026-11-01T10:00:00Z"}],"next":null}""");

        Assert.Contains("abc", (await desk.RunAsync("audit", "checkpoints", "--realm", "r")).Ended(0).Output, StringComparison.Ordinal);
    }
}
