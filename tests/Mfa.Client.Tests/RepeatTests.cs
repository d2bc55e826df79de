using Mfa.Client.Tests.Service;
using Microsoft.AspNetCore.Http;

namespace Mfa.Client.Tests;

/// <summary>What is sent again when the service is busy or the connection breaks, and what never is.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly CreateChallengeRequest Request = new() { AccountId = "acc_1", Factor = FactorTypes.Totp, SignInToken = "t", Code = "123456" };

    private ServiceDouble _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceDouble.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(ProblemCodes.DependencyUnavailable)]
    [InlineData(ProblemCodes.Overloaded)]
    public async Task AReadIsSentAgainWhenTheServiceSays(string code)
    {
        _service.AnswerInTurn(
            context => ServiceDouble.RefuseAsync(context, 503, code, 7), context => ServiceDouble.RefuseAsync(context, 503, code), AnswerChallengeAsync);

        Assert.Equal("chl_1", (await _service.Client().Challenges.GetAsync("chl_1", Stop)).Id);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1)], _service.Time.Waits);
    }

    [Fact]
    public async Task WhatMakesSomethingKeepsItsKeyOverItsTries()
    {
        _service.AnswerInTurn(
            context => ServiceDouble.RefuseAsync(context, 503, ProblemCodes.DependencyUnavailable, 1),
            context => ServiceDouble.RefuseAsync(context, 409, ProblemCodes.IdempotencyKeyInProgress),
            AnswerChallengeAsync);
        var client = _service.Client();
        await client.Challenges.CreateAsync(Request, cancellationToken: Stop);
        await client.Challenges.CreateAsync(Request, cancellationToken: Stop);
        await client.Challenges.CreateAsync(Request, "a key of the caller's", Stop);

        var keys = _service.Seen.Select(call => call.Header("Idempotency-Key")).ToArray();
        Assert.Equal(5, keys.Length);
        Assert.Single(keys[..3].Distinct());
        Assert.NotEqual(keys[0], keys[3]);
        Assert.Equal("a key of the caller's", keys[4]);
        Assert.Single(_service.Seen.Select(call => call.Body).Distinct());
    }

    [Fact]
    public async Task ACodeIsNeverSentTwice()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(context, 503, ProblemCodes.DependencyUnavailable, 1);
        var client = _service.Client();
        Func<Task>[] calls =
        [
            () => client.Challenges.VerifyAsync("chl_1", "123456", Stop), () => client.Factors.ConfirmAsync("acc_1", "fac_1", "123456", Stop),
            () => client.Factors.ProveAsync("acc_1", "fac_1", "123456", Stop), () => client.Accounts.ConfirmEmailAsync("acc_1", "123456", Stop),
            () => client.SignIns.SignInAsync(new SignInRequest { Realm = "dev", Identifier = "a", Password = "b" }, Stop),
            () => client.Challenges.ResendAsync("chl_1", Stop), () => client.Accounts.LockAsync("acc_1", "why", Stop),
        ];

        foreach (var call in calls)
            Assert.Equal(TimeSpan.FromSeconds(1), (await Assert.ThrowsAsync<MfaProblemException>(call)).RetryAfter);
        Assert.Equal(calls.Length, _service.Seen.Count);
        Assert.Empty(_service.Time.Waits);
    }

    [Fact]
    public async Task AnAppsNextCodeIsThePersonsToType()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(context, 503, ProblemCodes.WaitForNextCode, 5);
        var client = _service.Client();

        var refused = await Assert.ThrowsAsync<MfaProblemException>(() => client.Challenges.CreateAsync(Request, cancellationToken: Stop));

        Assert.Equal((ProblemCodes.WaitForNextCode, TimeSpan.FromSeconds(5)), (refused.Code, refused.RetryAfter));
        Assert.Single(_service.Seen);
    }

    [Fact]
    public async Task PatienceHasAnEnd()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(context, 503, ProblemCodes.DependencyUnavailable, 1);
        await Assert.ThrowsAsync<MfaProblemException>(() => _service.Client().Challenges.GetAsync("chl_1", Stop));
        Assert.Equal(4, _service.Seen.Count);

        _service.Answer = context => ServiceDouble.RefuseAsync(context, 503, ProblemCodes.DependencyUnavailable, 11);
        await Assert.ThrowsAsync<MfaProblemException>(() => _service.Client().Challenges.GetAsync("chl_1", Stop));
        Assert.Equal(5, _service.Seen.Count);

        await Assert.ThrowsAsync<MfaProblemException>(() => _service.Client(with: options => options with { MaxRetries = 0 }).Challenges.GetAsync("chl_1", Stop));
        Assert.Equal(6, _service.Seen.Count);
    }

    [Fact]
    public async Task ABrokenConnectionIsTriedAgainOnlyWhereThatIsSafe()
    {
        _service.AnswerInTurn(BreakAsync, AnswerChallengeAsync);
        Assert.Equal("chl_1", (await _service.Client().Challenges.GetAsync("chl_1", Stop)).Id);

        _service.Answer = BreakAsync;
        var client = _service.Client();
        var before = _service.Seen.Count;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Challenges.VerifyAsync("chl_1", "123456", Stop));
        Assert.Equal(before + 1, _service.Seen.Count);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Challenges.CreateAsync(Request, cancellationToken: Stop));
        Assert.Equal(before + 5, _service.Seen.Count);
        Assert.Single(_service.Seen.Skip(before + 1).Select(call => call.Header("Idempotency-Key")).Distinct());
    }

    [Fact]
    public async Task WhoGivesUpIsNotKeptWaiting()
    {
        using var impatient = new CancellationTokenSource();
        _service.Answer = async context =>
        {
            await impatient.CancelAsync();
            await ServiceDouble.RefuseAsync(context, 503, ProblemCodes.Overloaded, 1);
        };
        var client = _service.Client();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Challenges.GetAsync("chl_1", impatient.Token));
    }

    private static Task AnswerChallengeAsync(HttpContext context) =>
        context.Response.WriteAsync("""{"id":"chl_1","accountId":"acc_1","factor":"totp","purpose":"sign-in","status":"pending"}""");

    private static Task BreakAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
