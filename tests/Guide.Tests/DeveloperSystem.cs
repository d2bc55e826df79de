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

    private readonly HostProcess _host = new("developer");
    private readonly HttpClient _http = new();

    /// <summary>Where the commands run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mfa-guide-").FullName;

    public async ValueTask InitializeAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        await _host.StartAsync(limit.Token);
        File.CreateSymbolicLink(Path.Combine(Folder, ".data"), _host.Data);
        var built = Directory.CreateDirectory(Path.Combine(Folder, "artifacts", "bin", "Signer")).FullName;
        File.CreateSymbolicLink(Path.Combine(built, "release"), Path.GetDirectoryName(Checkout.Program("Signer"))!);
        await WarmUpAsync(limit.Token);
    }

    /// <summary>What compiles at its first use, and hashes passwords meanwhile, can outlast a request's two seconds on a busy machine.</summary>
    private async Task WarmUpAsync(CancellationToken stop)
    {
        var gateway = _host.Localhost("gateway");
        while (true)
        {
            try
            {
                var client = new RelyingParty(_http, await SandboxAsync("dev"), gateway, gateway);
                var owner = await client.RegisterWithAppAsync("dev");
                await client.StepUpAsync(owner);
                await client.RegisterWithMailAsync(new Mailbox(_http, _host.Localhost("mailbox")), "dev");
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
        var person = await Tool.RunAsync("dotnet", Checkout.Program("Signer"), "issue", "--idnp", PersonalNumber.New(), "--name", "Vasile Altul", Path.Combine(_host.Data, "trust", "md-mpass"));
        var asked = (await client.PostAsync("/v1/signature-sign-ins", new JsonObject { ["realm"] = "md-mpass" })).Expect(HttpStatusCode.Created);
        var (text, signature) = (Path.Combine(_host.Data, "warm-up.txt"), Path.Combine(_host.Data, "warm-up.p7s"));
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
        await _host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<TestClient> SandboxAsync(string realm)
    {
        var client = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_host.Data, "relying-parties.json")))!.AsArray()
            .First(one => one!["realms"]!.AsArray().Any(name => name!.GetValue<string>() == realm))!;
        return TestClient.Standard()[0] with { Id = client["id"]!.GetValue<string>(), Secret = client["secret"]!.GetValue<string>() };
    }
}
