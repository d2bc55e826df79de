using Mfa.ServiceDefaults.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>Who may call which route: every route asks for an access token unless it says otherwise.</summary>
public static class Authorization
{
    private const string InternalPolicy = "internal";

    /// <summary>A request is asked for one kind of token only: a service token is never tried as an access token, nor the reverse.</summary>
    private const string ByRoute = "by-route";

    internal static IServiceCollection AddTokenAuthorization(this IServiceCollection services)
    {
        services.AddSingleton<KeyFolder>();
        services.AddSingleton<ServiceTokens>();
        services.AddSingleton<ServiceTokenVerifier>();
        services.AddSingleton(provider => new AccessTokenVerifier(
            new TokenVerifier(TokenClass.Access, provider.GetRequiredService<IConfiguration>()["PublicUrl"]!, TokenClass.Audience,
                provider.GetRequiredService<KeyFolder>().PublicKeys("access"), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<TimeProvider>()));
        // Not AddAuthentication: it brings the data protection of cookies, which writes keys of its own to the home folder.
        services.AddAuthenticationCore(options => options.DefaultScheme = ByRoute).AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddPolicyScheme(ByRoute, null, options => options.ForwardDefaultSelector = context =>
                context.GetEndpoint()?.Metadata.GetMetadata<InternalRoute>() is null ? AccessTokenAuthentication.SchemeName : ServiceTokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenAuthentication>(AccessTokenAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ServiceTokenAuthentication>(ServiceTokenAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(AccessTokenAuthentication.SchemeName).RequireAuthenticatedUser().Build())
            .AddPolicy(InternalPolicy, policy => policy.AddAuthenticationSchemes(ServiceTokenAuthentication.SchemeName).RequireAuthenticatedUser());
        return services;
    }

    /// <summary>The route needs an access token with this scope, or with one of several.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, params string[] scopes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new AuthorizationPolicyBuilder(AccessTokenAuthentication.SchemeName).RequireClaim("scope", scopes).Build());

    /// <summary>Of the routes under <c>/internal</c>, one for a single service.</summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder builder, string service)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new AuthorizationPolicyBuilder(ServiceTokenAuthentication.SchemeName).RequireClaim("service", service).Build());

    /// <summary>The routes under <c>/internal</c>: a service token, and no place in the public document.</summary>
    public static RouteGroupBuilder MapInternal(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/internal").WithMetadata(new InternalRoute()).RequireAuthorization(InternalPolicy).ExcludeFromDescription();

    /// <summary>Marks the routes under <c>/internal</c>.</summary>
    private sealed class InternalRoute;
}
