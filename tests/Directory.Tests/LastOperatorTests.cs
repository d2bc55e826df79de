using System.Net;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>A system of two operators, who are at odds, and of neighbours who are not always there.</summary>
public sealed class LastOperatorTests : IAsyncLifetime
{
    private const int MostRounds = 50;

    private readonly DirectoryApp _app = new() { Clients = [.. TestClient.Standard().Where(client => client.Name is "main" or "operator" or "operator-2")] };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task OfTwoWhoDisableEachOtherOneRemains()
    {
        var (one, other) = (_app.Client("operator"), _app.Client("operator-2"));
        for (var round = 0; ; round++)
        {
            await Task.WhenAll(one.TokenAsync(), other.TokenAsync());
            var answers = await Task.WhenAll(DisableAsync(one, other), DisableAsync(other, one));
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            if (answers.Any(answer => answer.Code == "conflict"))
                return;
            Assert.True(round < MostRounds, "They never met.");
            var (left, gone) = answers[0].Status == HttpStatusCode.OK ? (one, other) : (other, one);
            (await left.PostAsync($"/v1/relying-parties/{gone.Id}/enable")).Expect(HttpStatusCode.OK);
            (one, other) = (_app.Client("operator"), _app.Client("operator-2"));
        }
    }

    [Fact]
    public async Task AChangeThatIsNotAcknowledgedIsNotTold()
    {
        var party = await _app.MakeRelyingPartyAsync("quick");
        _app.Neighbours.Broken = DirectoryClient.RelyingPartyPath(party.Id);
        (await _app.Client("operator").PostAsync($"/v1/relying-parties/{party.Id}/disable")).Expect(503, "dependency-unavailable");
        Assert.Equal("disabled", (await _app.Client("operator").GetAsync($"/v1/relying-parties/{party.Id}")).Text("status"));
        (await _app.As(party).RequestTokenAsync()).Expect(HttpStatusCode.Unauthorized);
        (await _app.Client("operator").PostAsync($"/v1/relying-parties/{party.Id}/disable")).Expect(503, "dependency-unavailable");
        _app.Neighbours.Broken = null;
        (await _app.Client("operator").PostAsync($"/v1/relying-parties/{party.Id}/disable")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ANewSecretIsNotLostWithItsAnswerUnlessTheOldOneMustEnd()
    {
        var party = await _app.MakeRelyingPartyAsync("quick");
        _app.Neighbours.Broken = DirectoryClient.RelyingPartyPath(party.Id);
        var rotated = (await _app.Client("operator").PostAsync($"/v1/relying-parties/{party.Id}/secrets")).Expect(HttpStatusCode.Created);
        (await _app.As(party with { Secret = rotated.Text("secret") }).RequestTokenAsync()).Expect(HttpStatusCode.OK);
        (await _app.Client("operator").SendAsync(HttpMethod.Post, $"/v1/relying-parties/{party.Id}/secrets", """{"overlapSeconds":0}""")).Expect(503, "dependency-unavailable");
        (await _app.As(party).RequestTokenAsync()).Expect(HttpStatusCode.Unauthorized);
    }

    private static Task<Answer> DisableAsync(RelyingParty by, RelyingParty whom) => by.PostAsync($"/v1/relying-parties/{whom.Id}/disable");
}
