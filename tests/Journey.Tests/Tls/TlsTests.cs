using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Tls;

/// <summary>People sign in when the services meet over TLS, as docs/operate.md says it is set up; who has a certificate of somebody else's authority is not spoken to.</summary>
public sealed class TlsTests(RunningSystem running) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    private PrivateAuthority _ours = null!;
    private PrivateAuthority _others = null!;
    private RedisServer _store = null!;
    private RabbitServer _broker = null!;
    private TlsInstances _instances = null!;
    private (string, string) _edge;

    public async ValueTask InitializeAsync()
    {
        (_ours, _others) = (await PrivateAuthority.CreateAsync(), await PrivateAuthority.CreateAsync());
        var (file, key) = await _ours.IssueAsync("services", "IP:127.0.0.1");
        _edge = await _ours.IssueAsync("edge", "DNS:localhost");
        var port = RedisServer.FreePort();
        _store = await RedisServer.StartAsync("--tls-port", $"{port}", "--tls-cert-file", file, "--tls-key-file", key, "--tls-ca-cert-file", _ours.File, "--tls-auth-clients", "no");
        var (brokerPort, host) = (RedisServer.FreePort(), "127.0.0.1");
        _broker = await RabbitServer.StartAsync($"listeners.ssl.1 = {host}:{brokerPort}", $"ssl_options.cacertfile = {_ours.File}", $"ssl_options.certfile = {file}",
            $"ssl_options.keyfile = {key}", "ssl_options.verify = verify_none", "ssl_options.fail_if_no_peer_cert = false");
        var broker = new UriBuilder(await _broker.NewVirtualHostAsync()) { Scheme = "amqps", Port = brokerPort }.Uri;
        _instances = new TlsInstances(running.System);
        _instances.Start((file, key), _ours.File, $"{host}:{port},ssl=true,sslHost={host}", broker.ToString());
    }

    [Fact]
    public async Task PeopleSignInWhereServicesMeetOverTls()
    {
        using var http = Client();
        var gateway = _instances.StartGateway(_edge, _ours.File);
        await UntilAsync(http, new Uri(gateway, "/health/ready"), HttpStatusCode.OK);
        var client = new RelyingParty(http, running.System.Clients.Single(one => one.Name == "main"), gateway, gateway);

        var owner = await PatientlyAsync(() => client.RegisterWithAppAsync());
        Assert.NotEmpty(await client.StepUpAsync(owner));
        // The mail goes over the broker, and there is no other way to this one.
        var person = await client.RegisterWithMailAsync(running.System.Mailbox);
        (await client.ChallengeAsync(person, await client.SignInTokenAsync(person), "email")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AServiceOfAnotherAuthorityIsNotSpokenTo()
    {
        using var http = Client();
        var gateway = _instances.StartGateway(_edge, _others.File);
        await UntilAsync(http, new Uri(gateway, "/health/live"), HttpStatusCode.OK);

        var refused = await new RelyingParty(http, running.System.Clients.Single(one => one.Name == "main"), gateway, gateway).RequestTokenAsync();

        refused.Expect(503, "dependency-unavailable");
        using var own = Client();
        await UntilAsync(own, new Uri(_instances.StartGateway(_edge, _ours.File), "/health/ready"), HttpStatusCode.OK);
    }

    public async ValueTask DisposeAsync()
    {
        await _instances.DisposeAsync();
        await _store.DisposeAsync();
        await _broker.DisposeAsync();
        _ours.Dispose();
        _others.Dispose();
    }

    /// <summary>Trusts our authority alone, and asks for the public host, which is not where this gateway listens.</summary>
    private HttpClient Client()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(_ours.File);
        return new HttpClient(new PublicHost(new UriBuilder(running.System.Gateway) { Host = "localhost" }.Uri.Authority)
        {
            InnerHandler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } },
        });
    }

    private async Task UntilAsync(HttpClient http, Uri address, HttpStatusCode wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address, limit.Token);
                if (answer.StatusCode == wanted)
                    return;
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException late)
            {
                throw new InvalidOperationException($"{address} did not answer {wanted}:\n{_instances.Said}", late);
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>First requests compile what they run, which can outlast a request's two seconds.</summary>
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (InvalidOperationException notYet) when (notYet.Message.Contains("503", StringComparison.Ordinal))
            {
                await Task.Delay(200, limit.Token);
            }
        }
    }

    private sealed class PublicHost(string host) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host = host;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
