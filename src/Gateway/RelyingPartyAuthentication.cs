using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Gateway;

/// <summary>
/// The access token is looked at here before anything is forwarded, with the scopes a group of routes may need at all;
/// the services look again, at the one scope each route needs. A route that names no policy asks for an access token.
/// </summary>
internal static class RelyingPartyAuthentication
{
    /// <summary>The names that routes in <c>appsettings.json</c> use; any one of the scopes lets a request pass.</summary>
    private static readonly (string Policy, string[] Scopes)[] Policies =
    [
        ("sign-ins", [Scopes.Challenge]),
        ("accounts", [Scopes.Directory, Scopes.Operate, Scopes.Audit]),
        ("factors", [Scopes.Enroll, Scopes.Operate, Scopes.Audit]),
        ("challenges", [Scopes.Challenge, Scopes.Operate, Scopes.Audit]),
        ("operators", [Scopes.Operate, Scopes.Audit]),
    ];

    public static IServiceCollection AddRelyingPartyAuthentication(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder();
        foreach (var (policy, scopes) in Policies)
            authorization.AddPolicy(policy, rule => rule.RequireAuthenticatedUser().RequireClaim("scope", scopes));
        return services;
    }

    /// <summary>Without the keys of access tokens nobody could come in: better not to start.</summary>
    public static void RequireAccessTokenKeys(this WebApplication app) => app.Services.GetRequiredService<AccessTokenVerifier>();
}
