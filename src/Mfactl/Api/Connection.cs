using System.Security.Cryptography;
using Mfa.Client;
using Mfa.Mfactl.Keys;
using Mfa.Mfactl.Profiles;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Api;

/// <summary>The way to the service, as the operator whose key it is.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly ECDsa _key;

    private Connection(string url, string clientId, string keyFile, Terminal terminal)
    {
        _key = KeyFile.Read(keyFile);
        _http = new HttpClient(terminal.Network ?? new SocketsHttpHandler()) { BaseAddress = new Uri(url.TrimEnd('/') + "/"), Timeout = Patience };
        Client = new MfaClient(_http, new MfaClientOptions { Credential = new PrivateKeyJwtCredential(clientId, _key), Time = terminal.Time });
    }

    public MfaClient Client { get; }

    /// <summary>What the command line says, then the environment, then the profile.</summary>
    /// <exception cref="Complaint">None of them says it all.</exception>
    public static Connection Of(Run run)
    {
        var kept = run.Url is null || run.ClientId is null || run.Key is null ? run.Profiles.Find(run.ProfileName) : null;
        var (url, clientId, key) = (run.Url ?? kept?.Url, run.ClientId ?? kept?.ClientId, run.Key ?? kept?.KeyFile);
        return url is not null && clientId is not null && key is not null
            ? new Connection(SaveProfile.AddressOf(url), clientId, key, run.Terminal)
            : throw Complaint.Of(
                $"Neither the command line nor the profile {run.ProfileName} says which service, as whom and with which key.",
                "mfactl profiles save keeps --url, --client-id and --key; mfactl bootstrap makes the first operator.");
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }
}
