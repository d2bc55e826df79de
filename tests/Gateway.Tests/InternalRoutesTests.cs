using Mfa.Gateway.Tests.Infrastructure;

namespace Mfa.Gateway.Tests;

/// <summary>Nothing under <c>/internal</c> can be reached from outside, however it is written (S06).</summary>
public sealed class InternalRoutesTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string AllScopes = "mfa.challenge mfa.enroll mfa.directory mfa.operate mfa.audit";

    public static TheoryData<string> Targets =>
    [
        "/internal", "/internal/", "/internal/tokens/check", "/internal/factor-sets/acc_a/version", "/internal/password-checks",
        "/INTERNAL/tokens/check", "/Internal/tokens/check", "//internal/tokens/check", "/./internal/tokens/check", "/v1/../internal/tokens/check",
        "/v1//internal/tokens/check", "/v1/internal/tokens/check", "/%69nternal/tokens/check", "/%2e/internal/tokens/check", "/%2finternal/tokens/check",
        "/internal%2ftokens%2fcheck", "/internal;a=b/tokens/check", "/v1/challenges/../../internal/tokens/check",
        "/v1/challenges/%2e%2e/%2e%2e/internal/tokens/check", "/v1/challenges/..%2f..%2finternal/tokens/check", "/v1/challenges/..%2F..%2Finternal",
        "/v1/challenges/%252e%252e/%252e%252e/internal/tokens/check", "/v1/challenges/..%252f..%252finternal/tokens/check",
        "/v1/challenges/%25252e%25252e/internal", "/v1/challenges/..;/..;/internal/tokens/check", "/v1/challenges/.;/internal",
        "/v1/challenges/..\\..\\internal\\tokens\\check", "/v1/challenges/%5c..%5c..%5cinternal", "/v1/challenges//../internal/tokens/check",
        "/v1/challenges/chl_a/./verify", "/v1/challenges/chl_a//verify", "/v1/challenges/chl_a/verify/", "/v1/challenges/chl_a/%76erify",
        "/V1/challenges", "/v1/Challenges/chl_a", "/v1/challenges;x=1/chl_a", "/v1/challenges/chl_a;x=1", "/v1/challenges/chl_a%00", "/v1/challenges/chl_%C0%AE",
        "/v1/challenges/%c0%ae%c0%ae/internal", "/v1/challenges/\u00e1", "/.../internal", "/v1/accounts/..%00/internal", "/v1/accounts/acc_a/factors/%2e%2e/%2e%2e/%2e%2e/%2e%2e/internal/x",
        "/openapi/../internal/tokens/check", "/health/../internal/tokens/check", "/problems/..%2f..%2finternal", "/.well-known/../internal/tokens/check",
        "/v1/challenges/#/../internal", "/v1/challenges/chl_a%20", "/v1/challenges/chl_a+x",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task IsNeverForwarded(string target)
    {
        gateway.Forget();

        var answer = await RawHttp.SendAsync(gateway.Address,
            $"POST {target} HTTP/1.1\r\nHost: mfa.test\r\nAuthorization: Bearer {gateway.Keys.AccessToken(AllScopes)}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

        Assert.True(Assert.Single(answer.Statuses) is 404 or 400, answer.Text);
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }

    [Fact]
    public async Task ThePlainPathBesideThemIs()
    {
        gateway.Forget();
        using var response = await gateway.PostAsync("/v1/challenges/chl_a/verify", gateway.Keys.AccessToken(AllScopes));

        Assert.Single(gateway.Challenge[0].Arrivals);
    }
}
