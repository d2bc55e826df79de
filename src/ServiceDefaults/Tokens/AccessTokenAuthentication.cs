using System.Security.Claims;
using System.Text.Encodings.Web;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>RFC 6750 bearer tokens of relying parties, each verified once and remembered until it expires.</summary>
internal sealed class AccessTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    AccessTokenVerifier verifier) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "access-token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } token)
            return AuthenticateResult.NoResult();
        if (await verifier.VerifyAsync(token) is not { } caller)
            return AuthenticateResult.Fail("not valid");
        Context.Features.Set(caller);
        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(caller), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = BearerToken.Of(Request) is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return new Problem(ProblemKind.Unauthorized, "Ask for an access token at /oauth2/token and send it as Authorization: Bearer.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
        return new Problem(ProblemKind.Forbidden, "The access token lacks the scope this route needs.").ExecuteAsync(Context);
    }

    private static ClaimsPrincipal PrincipalOf(Caller caller) =>
        new(new ClaimsIdentity([new Claim("client_id", caller.ClientId), .. caller.Scopes.Select(scope => new Claim("scope", scope))], SchemeName));
}

/// <summary>Verifies access tokens (<c>at+jwt</c>, RFC 9068).</summary>
public sealed class AccessTokenVerifier(TokenVerifier verifier, TimeProvider time) : IDisposable
{
    private readonly RememberedTokens<Caller> _tokens = new(verifier, CallerOf, time);

    public ValueTask<Caller?> VerifyAsync(string token) => _tokens.VerifyAsync(token);

    public void Dispose() => _tokens.Dispose();

    private static Caller? CallerOf(JsonWebToken token) =>
        token.TryGetPayloadValue<string>("client_id", out var client) && token.TryGetPayloadValue<string[]>("realms", out var realms)
        && token.TryGetPayloadValue<string>("scope", out var scope) && token.TryGetPayloadValue<int>("client_version", out var version)
            ? new Caller(client, realms, scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), version) : null;
}
