namespace Mfa.Samples.Demo;

/// <summary>Shows every body that goes over the wire, there and back, to whoever notes secrets.</summary>
internal sealed class NotingHandler(Secrets secrets, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body)
            secrets.Note(await body.ReadAsStringAsync(cancellationToken), body.Headers.ContentType?.MediaType);
        var response = await base.SendAsync(request, cancellationToken);
        secrets.Note(await response.Content.ReadAsStringAsync(cancellationToken), response.Content.Headers.ContentType?.MediaType);
        return response;
    }
}
