using System.Collections.Frozen;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>Guards <c>/internal/**</c>: only our own services come in, each known by its own key.</summary>
internal sealed class ServiceTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ServiceTokenVerifier verifier) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "service-token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } token)
            return AuthenticateResult.NoResult();
        return await verifier.VerifyAsync(token) is { } service
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim("service", service)], SchemeName)), SchemeName))
            : AuthenticateResult.Fail("not valid");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(ProblemKind.Unauthorized, "This route is for the services of this system.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => HandleChallengeAsync(properties);
}

/// <summary>Verifies service tokens: each service has its own issuer and its own keys, and can't speak for another.</summary>
public sealed class ServiceTokenVerifier(ServiceIdentity self, KeyFolder keys, TimeProvider time)
{
    private static readonly string[] Issuers = ["directory", "enrollment", "challenge"];

    private readonly FrozenDictionary<string, TokenVerifier> _verifiers = Issuers.ToFrozenDictionary(
        issuer => issuer,
        issuer => new TokenVerifier(TokenClass.Service, issuer, self.Name, keys.PublicKeys("service-" + issuer), time), StringComparer.Ordinal);

    /// <returns>The calling service's name, or null.</returns>
    public async ValueTask<string?> VerifyAsync(string token)
    {
        foreach (var (issuer, verifier) in _verifiers)
        {
            if (await verifier.VerifyAsync(token) is not null)
                return issuer;
        }

        return null;
    }
}
