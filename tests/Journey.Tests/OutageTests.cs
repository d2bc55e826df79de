using System.Diagnostics;
using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A part that is killed, paused or locked costs a quick, honest refusal; the system comes back by itself and nothing is half-done.</summary>
[Collection<FragileSystemTests>]
public sealed class OutageTests(FragileSystem fragile)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    private readonly RelyingParty _main = fragile.System.RelyingParty();

    [Theory]
    [InlineData("STOP")]
    [InlineData("KILL")]
    public async Task WithoutTheCodeStoreVerifyingFailsClosedAndComesBack(string signal)
    {
        var owner = await _main.RegisterWithAppAsync();
        var token = await _main.SignInTokenAsync(owner.Person);
        var challenge = (await _main.ChallengeAsync(owner.Person, token)).Expect(HttpStatusCode.Created).Text("id");
        var store = fragile.System.Pid("challenge-redis");
        await Tool.SignalAsync(signal, store);
        try
        {
            await AssertRefusedQuicklyAsync(async () => await _main.VerifyAsync(challenge, await owner.App.CodeAsync()));
        }
        finally
        {
            if (signal == "STOP")
                await Tool.SignalAsync("CONT", store);
        }

        // A pause is no new epoch: the guess that was refused was not looked at, and its code is still good.
        if (signal == "STOP")
            await UntilAsync(async () => (await _main.VerifyAsync(challenge, await owner.App.CodeAsync())).Status == HttpStatusCode.OK);
        else
            await UntilAsync(async () => (await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person))).Status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task AfterARestartOfTheCodeStoreAnOldAppWaitsForItsNextCode()
    {
        var owner = await _main.RegisterWithAppAsync();
        await Tool.SignalAsync("KILL", fragile.System.Pid("challenge-redis"));
        Answer answer = null!;
        await UntilAsync(async () =>
            (answer = await _main.ChallengeAsync(owner.Person, await _main.SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync())).Code
            is "wait-for-next-code");
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("enrollment")]
    public async Task WithALockedDatabaseChangesFailClosedAndComeBack(string service)
    {
        var person = await _main.RegisterAsync();
        var token = await _main.SignInTokenAsync(person);
        var locked = await fragile.System.Database(service).LockAsync();
        await AssertRefusedQuicklyAsync(() => service == "directory" ? _main.SignInAsync(person) : _main.StartTotpAsync(person, token));
        await locked.DisposeAsync();
        (await _main.StartTotpAsync(person)).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("directory", "STOP")]
    [InlineData("enrollment", "STOP")]
    [InlineData("challenge", "STOP")]
    [InlineData("directory", "KILL")]
    [InlineData("enrollment", "KILL")]
    [InlineData("challenge", "KILL")]
    public async Task WithoutAServiceTheGatewayAnswersAndTheServiceComesBack(string service, string signal)
    {
        var person = await _main.RegisterAsync();
        var token = await _main.SignInTokenAsync(person);
        var pid = fragile.System.Pid(service);
        await Tool.SignalAsync(signal, pid);
        try
        {
            await AssertRefusedQuicklyAsync(() => service switch
            {
                "directory" => _main.SignInAsync(person),
                "enrollment" => _main.GetAsync($"/v1/accounts/{person.AccountId}/factors"),
                _ => _main.ChallengeAsync(person, token),
            });
        }
        finally
        {
            if (signal == "STOP")
                await Tool.SignalAsync("CONT", pid);
        }

        // How long a program takes to start is the machine's; from then on it is the system's.
        if (signal == "KILL")
            await fragile.System.UntilReadyAsync(service);
        await UntilAsync(async () => (await _main.SignInAsync(person)).Status == HttpStatusCode.OK
            && (await _main.GetAsync($"/v1/accounts/{person.AccountId}/factors")).Status == HttpStatusCode.OK
            && (await _main.ChallengeAsync(person, await _main.SignInTokenAsync(person))).Code == "enrolment-required");
        if (signal == "KILL")
            await fragile.System.UntilWarmAsync();
    }

    private static async Task AssertRefusedQuicklyAsync(Func<Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = (await ask()).Expect(503, "dependency-unavailable");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Patience);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Recovery);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
