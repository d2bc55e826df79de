namespace Mfa.Mfactl.Tests.Audit;

/// <summary>The audit log on the screen and in files.</summary>
public sealed class ListAuditEventsTests
{
    [Fact]
    public async Task EventsAreAskedForByRealmTypeAndTimeAndShown()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/audit-events?realm=r&type=account.locked&from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-02T00%3A00%3A00.000Z",
            """{"items":[{"id":"evt_1","type":"account.locked","at":"2026-11-01T10:00:00Z","realm":"r","sequence":7,"keptAt":"2026-11-01T10:00:01Z","reason":"ticket"}],"next":null}""");

        var said = (await desk.RunAsync(
            "audit", "list", "--realm", "r", "--type", "account.locked", "--from", "2026-11-01T00:00:00Z", "--to", "2026-11-02T01:00:00+01:00")).Ended(0);

        Assert.Contains("ticket", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsCsvAllPagesGoUnderOneHeadingIntoANewFileOrTheOutput()
    {
        using var desk = await new Desk().SettleAsync();
        var first = string.Concat(Enumerable.Range(1, 200).Select(number => $"{number},evt_{number},\"a\r\n9,b\"\r\n"));
        desk.Service.On("GET /v1/audit-events?realm=r&limit=200", $"sequence,id,reason\r\n{first}", mediaType: "text/csv")
            .On("GET /v1/audit-events?realm=r&limit=200&after=200", "sequence,id,reason\r\n201,evt_201,\r\n", mediaType: "text/csv");

        (await desk.RunAsync("audit", "list", "--realm", "r", "--csv", desk.At("a.csv"))).Ended(0);

        Assert.Equal($"sequence,id,reason\r\n{first}201,evt_201,\r\n", await File.ReadAllTextAsync(desk.At("a.csv")));
        Assert.Equal(await File.ReadAllTextAsync(desk.At("a.csv")), (await desk.RunAsync("audit", "list", "--realm", "r", "--csv", "-")).Ended(0).Output);
    }

    [Fact]
    public async Task AnEmptyLogIsAHeadingAlone()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/audit-events?realm=r&limit=200", "sequence,id,reason\r\n", mediaType: "text/csv");

        Assert.Equal("sequence,id,reason\r\n", (await desk.RunAsync("audit", "list", "--realm", "r", "--csv", "-")).Ended(0).Output);
    }

    [Fact]
    public async Task CheckpointsAreListed()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/audit-checkpoints?realm=r", """{"items":[{"realm":"r","number":3,"sequence":12,"hash":"abc","at":"2026-11-01T10:00:00Z"}],"next":null}""");

        Assert.Contains("abc", (await desk.RunAsync("audit", "checkpoints", "--realm", "r")).Ended(0).Output, StringComparison.Ordinal);
    }
}
