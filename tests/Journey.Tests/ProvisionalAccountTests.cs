using System.Net;
using System.Text.Json.Nodes;
using Mfa.Journeys.Tests.Journeys;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>"Anulează": until its first factor an account made by a signature leaves nothing behind.</summary>
public sealed class ProvisionalAccountTests(RunningSystem running)
{
    private readonly RelyingParty _main = running.Main;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task CancelingAtAnyStepLeavesNoFactorNoSecretAndNoAccount(int steps)
    {
        var signer = await NewSignerAsync();
        var signedIn = await signer.SignInAsync();
        var (account, token) = (signedIn.Text("accountId"), signedIn.Text("signInToken"));
        if (steps > 0)
            (await signer.SetPasswordAsync(account, token)).Expect(HttpStatusCode.NoContent);
        if (steps > 1)
        {
            var factor = (await BeginAsync(account, token)).Expect(HttpStatusCode.Created).Text("id");
            (await _main.DeleteAsync($"/v1/accounts/{account}/factors/{factor}")).Expect(HttpStatusCode.NoContent);
            Assert.Empty((await _main.GetAsync($"/v1/accounts/{account}/factors")).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray());
        }

        (await CancelAsync(account, token)).Expect(HttpStatusCode.Accepted);

        (await _main.GetAsync($"/v1/accounts/{account}")).Expect(404, "not-found");
        Assert.Contains((await BeginAsync(account, token)).Code, (string[])["not-found", "invalid-token"]);
        (await _main.SignInAsync(new Person("quick-mpass", account, signer.Number))).Expect(422, "invalid-credentials");
        var again = await signer.SignInAsync();
        Assert.True(again.Body!["accountCreated"]!.GetValue<bool>());
        Assert.NotEqual(account, again.Text("accountId"));
    }

    [Fact]
    public async Task OnceItHasAFactorASignatureAloneErasesNothing()
    {
        var signer = await NewSignerAsync();
        var signedIn = await signer.SignInAsync();
        var (account, token) = (signedIn.Text("accountId"), signedIn.Text("signInToken"));
        var pending = (await BeginAsync(account, token)).Expect(HttpStatusCode.Created);
        var phone = new Phone(pending.Body!["totp"]!["secret"]!.GetValue<string>(), 6);
        (await _main.ConfirmAsync(new Person("quick-mpass", account, signer.Number), pending.Text("id"), await phone.NextCodeAsync())).Expect(HttpStatusCode.OK);

        var later = (await signer.SignInAsync()).Text("signInToken");
        (await CancelAsync(account, later)).Expect(403, "step-up-required");
        (await _main.GetAsync($"/v1/accounts/{account}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnAccountIsNotMadeWithoutASignature() => (await _main.PostAsync("/v1/accounts", new JsonObject
    {
        ["realm"] = "md-mpass",
        ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "idnp", ["value"] = (await NewSignerAsync()).Number }),
        ["password"] = RelyingParty.Password,
    })).Expect(403, "forbidden");

    private Task<Signer> NewSignerAsync() => Signer.NewAsync(new Place(running.System, "quick-mpass", "en", running.Authority));

    private Task<Answer> BeginAsync(string account, string token) =>
        _main.PostAsync($"/v1/accounts/{account}/factors", new JsonObject { ["type"] = "totp", ["signInToken"] = token });

    private Task<Answer> CancelAsync(string account, string token) =>
        _main.SendAsync(HttpMethod.Delete, $"/v1/accounts/{account}", new JsonObject { ["signInToken"] = token }.ToJsonString());
}
