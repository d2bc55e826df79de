using System.Net;
using System.Net.Http.Headers;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.ServiceDefaults.Http;

/// <summary>
/// One hop to another service: resolves its address, carries our service token, and gives up after 1.5 s.
/// A request that reached nobody is tried once at the next instance.
/// </summary>
internal sealed class ServiceCallHandler(string callee, ServiceAddresses addresses, ServiceTokens tokens) : DelegatingHandler
{
    private static readonly TimeSpan HopLimit = TimeSpan.FromSeconds(1.5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HopLimit);
        var path = request.RequestUri!.PathAndQuery;
        // A client's default version counts only for requests it makes itself; those handed to it say HTTP/1.1, which the h2c port refuses.
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.For(callee));
        try
        {
            request.RequestUri = new Uri(addresses.Next(callee), path);
            return await base.SendAsync(request, limit.Token);
        }
        catch (HttpRequestException unreached) when (unreached.HttpRequestError == HttpRequestError.ConnectionError && addresses.Of(callee).Count > 1)
        {
            request.RequestUri = new Uri(addresses.Next(callee), path);
            return await SendOnceMoreAsync(request, limit.Token);
        }
        catch (Exception failure) when (IsUnavailable(failure, cancellationToken))
        {
            throw new DependencyUnavailableException(callee, failure);
        }
    }

    private async Task<HttpResponseMessage> SendOnceMoreAsync(HttpRequestMessage request, CancellationToken limit)
    {
        try
        {
            return await base.SendAsync(request, limit);
        }
        catch (Exception failure) when (IsUnavailable(failure, CancellationToken.None))
        {
            throw new DependencyUnavailableException(callee, failure);
        }
    }

    private static bool IsUnavailable(Exception failure, CancellationToken callers) =>
        failure is HttpRequestException or TimeoutException || (failure is OperationCanceledException && !callers.IsCancellationRequested);
}
