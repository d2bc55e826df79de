using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;

namespace Mfa.Directories.Tests;

public sealed class GetStatusTests(DirectoryApp app) : IDisposable
{
    private const string Path = "/v1/operations/status";

    public void Dispose()
    {
        app.Neighbours.Status = null;
        app.Neighbours.Broken = null;
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("auditor")]
    public async Task OperatorsAndAuditorsSeeAllServices(string client)
    {
        await app.Main.RegisterAsync();
        app.Neighbours.Status = new ServiceStatus(
            "ready", "1.2.3", "other realms", true, new Dictionary<string, int> { ["kek"] = 2 }, new OutboxStatus(0, null),
            KeyRotation: new KeyRotationStatus("running", 2, 7, 1));

        var status = (await app.Client(client).GetAsync(Path)).Expect(HttpStatusCode.OK);

        Assert.True(status.Headers.CacheControl!.NoStore);
        var services = status.Body!["services"]!.AsObject();
        Assert.Equal(["directory", "enrollment", "challenge"], services.Select(service => service.Key));
        var own = services["directory"]!;
        Assert.Equal(("ready", false), (Text(own, "state"), own["brokerConnected"]!.GetValue<bool>()));
        Assert.True(own["outbox"]!["waiting"]!.GetValue<int>() > 0);
        Assert.NotNull(own["outbox"]!["oldestAt"]);
        Assert.True(own["pendingNotices"]!.GetValue<int>() >= 0);
        Assert.Equal("""{"pepper":1,"hash":1,"mail":1}""", own["keys"]!.ToJsonString());
        Assert.Equal(("1.2.3", "running"), (Text(services["enrollment"]!, "version"), Text(services["enrollment"]!["keyRotation"]!, "state")));
        Assert.False(status.Body["sameRealms"]!.GetValue<bool>());
    }

    [Fact]
    public async Task AServiceThatDoesNotAnswerIsToldAsThat()
    {
        app.Neighbours.Broken = ServiceStatus.Path;

        var status = (await app.Client("operator").GetAsync(Path)).Expect(HttpStatusCode.OK);

        var services = status.Body!["services"]!;
        Assert.Equal(("ready", "unreachable", "unreachable"), (Text(services["directory"]!, "state"), Text(services["enrollment"]!, "state"), Text(services["challenge"]!, "state")));
        Assert.True(status.Body["sameRealms"]!.GetValue<bool>());
    }

    [Fact]
    public async Task AServiceThatKeepsSilentCostsAMoment()
    {
        var silence = new TaskCompletionSource();
        app.Neighbours.StatusWaits = silence.Task;
        try
        {
            var status = (await app.Client("operator").GetAsync(Path)).Expect(HttpStatusCode.OK);
            Assert.Equal("unreachable", Text(status.Body!["services"]!["challenge"]!, "state"));
        }
        finally
        {
            app.Neighbours.StatusWaits = Task.CompletedTask;
            silence.SetResult();
        }
    }

    [Fact]
    public async Task NobodyElseSeesIt() => (await app.Main.GetAsync(Path)).Expect(403, "forbidden");

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
