using Mfa.ServiceDefaults.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.ServiceDefaults.Http;

/// <summary>Typed clients of our own services: h2c, short limits, service token.</summary>
public static class ServiceClients
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromMilliseconds(700);

    /// <summary>The client is also the named one: <c>IHttpClientFactory.CreateClient(callee)</c>.</summary>
    public static IServiceCollection AddServiceClient<TClient>(this IServiceCollection services, string callee)
        where TClient : class
    {
        services.AddHttpClient<TClient>(callee, client => client.BaseAddress = new Uri($"http://{callee}"))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = ConnectLimit,
                EnableMultipleHttp2Connections = true,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                KeepAlivePingDelay = TimeSpan.FromSeconds(5),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            })
            .AddHttpMessageHandler(provider => new ServiceCallHandler(
                callee, provider.GetRequiredService<ServiceAddresses>(), provider.GetRequiredService<ServiceTokens>()));
        return services;
    }
}
