using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Guide.Tests;

/// <summary>
/// The system as a developer has it after ./run, and beside it a folder in which the guide's commands find what they find in a checkout: <c>.data</c> and the
/// built sample signer.
/// </summary>
public sealed class DeveloperSystem : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly string _data = Directory.CreateTempSubdirectory("mfa-developer-").FullName;
    private readonly HttpClient _http = new();
    private Process? _host;

    /// <summary>Where the commands run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mfa-guide-").FullName;

    private string SystemFile => Path.Combine(_data, "system.json");

    public async ValueTask InitializeAsync()
    {
        _host = Process.Start(new ProcessStartInfo("dotnet", [Checkout.Program("AppHost"), "--data", _data, "--gateway-port", "0", "--quiet"])
        { RedirectStandardOutput = true, UseShellExecute = false })!;
        _host.OutputDataReceived += (_, _) => { };
        _host.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        while (!File.Exists(SystemFile))
            await Task.Delay(100, _host.HasExited ? new CancellationToken(canceled: true) : limit.Token);
        File.CreateSymbolicLink(Path.Combine(Folder, ".data"), _data);
        var built = Directory.CreateDirectory(Path.Combine(Folder, "artifacts", "bin", "Signer")).FullName;
        File.CreateSymbolicLink(Path.Combine(built, "release"), Path.GetDirectoryName(Checkout.Program("Signer"))!);
        await WarmUpAsync(limit.Token);
    }

    /// <summary>What compiles at its first use, and hashes passwords meanwhile, can outlast a request's two seconds on a busy machine.</summary>
    private async Task WarmUpAsync(CancellationToken stop)
    {
        var gateway = new Uri($"http://localhost:{await PortAsync("gateway")}");
        while (true)
        {
            try
            {
                var client = new RelyingParty(_http, await SandboxAsync("dev"), gateway, gateway);
                var owner = await client.RegisterWithAppAsync("dev");
                await client.StepUpAsync(owner);
                await client.RegisterWithMailAsync(new Mailbox(_http, new Uri($"http://localhost:{await PortAsync("mailbox")}")), "dev");
                await SignAsync(new RelyingParty(_http, await SandboxAsync("md-mpass"), gateway, gateway));
                return;
            }
            catch (InvalidOperationException notYet) when (notYet.Message.Contains("503", StringComparison.Ordinal))
            {
                await Task.Delay(200, stop);
            }
        }
    }

    /// <summary>Somebody else than the guide's person.</summary>
    private async Task SignAsync(RelyingParty client)
    {
        var person = await Tool.RunAsync("dotnet", Checkout.Program("Signer"), "issue", "--idnp", PersonalNumber.New(), "--name", "Vasile Altul", Path.Combine(_data, "trust", "md-mpass"));
        var asked = (await client.PostAsync("/v1/signature-sign-ins", new JsonObject { ["realm"] = "md-mpass" })).Expect(HttpStatusCode.Created);
        var (text, signature) = (Path.Combine(_data, "warm-up.txt"), Path.Combine(_data, "warm-up.p7s"));
        await File.WriteAllTextAsync(text, asked.Text("contentToSign"));
        await Tool.RunAsync("dotnet", Checkout.Program("Signer"), "sign", "--as", person, "--in", text, "--out", signature);
        var body = new JsonObject { ["signature"] = Convert.ToBase64String(await File.ReadAllBytesAsync(signature)) };
        var signedIn = (await client.PostAsync($"/v1/signature-sign-ins/{asked.Text("id")}/complete", body)).Expect(HttpStatusCode.OK);
        var password = new JsonObject { ["newPassword"] = RelyingParty.Password, ["signInToken"] = signedIn.Text("signInToken") };
        (await client.SendAsync(HttpMethod.Put, $"/v1/accounts/{signedIn.Text("accountId")}/password", password.ToJsonString())).Expect(HttpStatusCode.NoContent);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_host is not null)
            await MfaSystem.StopAsync(_host);
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_data, recursive: true);
    }

    private async Task<int> PortAsync(string resource) => JsonNode.Parse(await File.ReadAllTextAsync(SystemFile))!["resources"]!.AsArray()
        .First(entry => entry!["name"]!.GetValue<string>() == resource)!["port"]!.GetValue<int>();

    private async Task<TestClient> SandboxAsync(string realm)
    {
        var client = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_data, "relying-parties.json")))!.AsArray()
            .First(one => one!["realms"]!.AsArray().Any(name => name!.GetValue<string>() == realm))!;
        return TestClient.Standard()[0] with { Id = client["id"]!.GetValue<string>(), Secret = client["secret"]!.GetValue<string>() };
    }
}
