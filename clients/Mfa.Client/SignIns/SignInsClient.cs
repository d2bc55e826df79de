using Mfa.Client.Http;

namespace Mfa.Client;

/// <summary>The first factor.</summary>
public sealed class SignInsClient
{
    private readonly ServiceConnection _connection;

    internal SignInsClient(ServiceConnection connection) => _connection = connection;

    /// <summary>Checks name and password.</summary>
    /// <param name="request">What the person typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/sign-ins")]
    public Task<SignIn> SignInAsync(SignInRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(ServiceCall.Post("v1/sign-ins", request, ClientJson.Default.SignInRequest), ClientJson.Default.SignIn, cancellationToken);

    /// <summary>Asks for a text to be signed with an electronic signature.</summary>
    /// <param name="request">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/signature-sign-ins")]
    public Task<SignatureSignIn> StartSignatureAsync(StartSignatureSignInRequest request, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            ServiceCall.Post("v1/signature-sign-ins", request, ClientJson.Default.StartSignatureSignInRequest), ClientJson.Default.SignatureSignIn, cancellationToken);

    /// <summary>Hands the signature in.</summary>
    /// <param name="signatureSignInId">The text's id, <c>sig_…</c>.</param>
    /// <param name="cms">The signature: CMS, detached, DER.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Operation("POST /v1/signature-sign-ins/{id}/complete")]
    public Task<SignIn> CompleteSignatureAsync(string signatureSignInId, ReadOnlyMemory<byte> cms, CancellationToken cancellationToken = default)
    {
        var body = new SignatureBody(Convert.ToBase64String(cms.Span));
        return _connection.SendAsync(
            ServiceCall.Post(ServiceCall.At($"v1/signature-sign-ins/{signatureSignInId}/complete"), body, ClientJson.Default.SignatureBody), ClientJson.Default.SignIn, cancellationToken);
    }
}
