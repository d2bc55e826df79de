using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Mfa.Client.Tests.Service;
using Microsoft.AspNetCore.Http;

namespace Mfa.Client.Tests;

/// <summary>How the client gets its access token, and how long it keeps it.</summary>
public sealed class AccessTokenTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private ServiceDouble _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceDouble.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ASecretGoesIntoTheHeaderFormEncoded()
    {
        await _service.Client(with: options => options with { Scopes = ["mfa.challenge", "mfa.enroll"] }).Operations.GetStatusAsync(Stop);

        var asked = Assert.Single(_service.SeenAtTokens);
        Assert.Equal(
            $"{ServiceDouble.ClientId}:{Uri.EscapeDataString(ServiceDouble.Secret)}",
            Encoding.UTF8.GetString(Convert.FromBase64String(asked.Header("Authorization")!["Basic ".Length..])));
        Assert.Equal("grant_type=client_credentials&scope=mfa.challenge+mfa.enroll", asked.Body);
        Assert.Equal("Bearer token-1", Assert.Single(_service.Seen).Header("Authorization"));
    }

    [Fact]
    public async Task AKeySignsAnAssertionOfItsOwnForEachToken()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var credential = new PrivateKeyJwtCredential("rp_key", key);
        var client = _service.Client(credential, options => options with { PublicUrl = new Uri("https://mfa.example/") });
        await client.AccessTokens.GetAsync(Stop);
        _service.Time.Advance(TimeSpan.FromMinutes(5));
        await client.AccessTokens.GetAsync(Stop);

        var (first, second) = (FormOf(0), FormOf(1));
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", first["client_assertion_type"]);
        Assert.Null(_service.SeenAtTokens[0].Header("Authorization"));
        var parts = first["client_assertion"]!.Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal(("ES256", credential.PublicKey.Kid), (Part(parts[0], "alg").GetString(), Part(parts[0], "kid").GetString()));
        Assert.Equal(
            ("rp_key", "rp_key", "https://mfa.example/oauth2/token"),
            (Part(parts[1], "iss").GetString(), Part(parts[1], "sub").GetString(), Part(parts[1], "aud").GetString()));
        Assert.InRange(Part(parts[1], "exp").GetInt64() - Part(parts[1], "iat").GetInt64(), 1, 300);
        Assert.NotEqual(Part(parts[1], "jti").GetString(), Part(second["client_assertion"]!.Split('.')[1], "jti").GetString());

        System.Collections.Specialized.NameValueCollection FormOf(int n) => HttpUtility.ParseQueryString(_service.SeenAtTokens[n].Body);
    }

    /// <summary>RFC 7638 §3.1 has no P-256 key: the members in their order, hashed here by hand.</summary>
    [Fact]
    public void AKeysNameIsItsThumbprintAndItsPrivateHalfStaysOut()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = PublicKey.Of(key);

        var text = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + jwk.X + "\",\"y\":\"" + jwk.Y + "\"}";
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text))), jwk.Kid);
        Assert.Equal("mine", PublicKey.Of(key, "mine").Kid);
        Assert.DoesNotContain(Base64Url.EncodeToString(key.ExportParameters(true).D), jwk.ToString(), StringComparison.Ordinal);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => PublicKey.Of(other));
    }

    [Fact]
    public async Task ManyCallersFetchOneToken()
    {
        var open = new TaskCompletionSource();
        _service.TokenAnswer = async context =>
        {
            await open.Task;
            await _service.IssueAsync(context);
        };
        var client = _service.Client();
        var calls = Enumerable.Range(0, 20).Select(_ => client.Operations.GetStatusAsync(Stop)).ToArray();
        open.SetResult();
        await Task.WhenAll(calls);

        Assert.Single(_service.SeenAtTokens);
        Assert.All(_service.Seen, call => Assert.Equal("Bearer token-1", call.Header("Authorization")));
    }

    [Fact]
    public async Task ACallerThatGivesUpStopsNobodyElse()
    {
        var open = new TaskCompletionSource();
        _service.TokenAnswer = async context =>
        {
            await open.Task;
            await _service.IssueAsync(context);
        };
        var client = _service.Client();
        using var impatient = new CancellationTokenSource();
        var (first, second) = (client.AccessTokens.GetAsync(impatient.Token), client.AccessTokens.GetAsync(Stop));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        open.SetResult();

        Assert.Equal("token-1", (await second).Value);
        Assert.Single(_service.SeenAtTokens);
    }

    [Fact]
    public async Task ATokenIsKeptUntilShortlyBeforeItExpires()
    {
        var client = _service.Client();
        await client.AccessTokens.GetAsync(Stop);
        _service.Time.Advance(TimeSpan.FromSeconds(269));
        Assert.Equal("token-1", (await client.AccessTokens.GetAsync(Stop)).Value);
        _service.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-2", (await client.AccessTokens.GetAsync(Stop)).Value);
    }

    [Fact]
    public async Task ARefusedTokenIsRenewedOnceEvenForAVerify()
    {
        _service.AnswerInTurn(
            context => ServiceDouble.RefuseAsync(context, 401, ProblemCodes.Unauthorized),
            context => context.Response.WriteAsync("""{"id":"chl_1","status":"approved"}"""));

        Assert.Equal("chl_1", (await _service.Client().Challenges.VerifyAsync("chl_1", "123456", Stop)).Id);
        Assert.Equal(["Bearer token-1", "Bearer token-2"], _service.Seen.Select(call => call.Header("Authorization")));
    }

    [Fact]
    public async Task ATokenThatIsRefusedAgainIsTold()
    {
        _service.Answer = context => ServiceDouble.RefuseAsync(context, 401, ProblemCodes.Unauthorized);
        var client = _service.Client();

        Assert.Equal(ProblemCodes.Unauthorized, (await Assert.ThrowsAsync<MfaProblemException>(() => client.Operations.GetStatusAsync(Stop))).Code);
        Assert.Equal(2, _service.Seen.Count);
    }

    [Fact]
    public async Task ARefusedCredentialIsTold()
    {
        _service.TokenAnswer = context =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("""{"error":"invalid_client","error_description":"Unknown."}""");
        };
        var client = _service.Client();
        var refused = await Assert.ThrowsAsync<AccessTokenException>(() => client.Operations.GetStatusAsync(Stop));
        Assert.Equal(("invalid_client", "Unknown."), (refused.Error, refused.Description));
        Assert.Empty(_service.Seen);

        // The next call asks anew.
        _service.TokenAnswer = null;
        await client.Operations.GetStatusAsync(Stop);
    }

    [Fact]
    public async Task ABusyTokenEndpointIsAskedAgain()
    {
        var asked = 0;
        _service.TokenAnswer = context => ++asked == 1 ? ServiceDouble.RefuseAsync(context, 503, ProblemCodes.DependencyUnavailable, 2) : _service.IssueAsync(context);

        await _service.Client().Operations.GetStatusAsync(Stop);

        Assert.Equal([TimeSpan.FromSeconds(2)], _service.Time.Waits);
    }

    private static JsonElement Part(string part, string member) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement.GetProperty(member);
}
