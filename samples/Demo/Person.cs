using System.Security.Cryptography;

namespace Mfa.Samples.Demo;

/// <summary>Somebody with an account, and what the relying party remembers of the sitting.</summary>
internal sealed class Person(Desk desk, DemoRealm realm, string name, string identifier)
{
    private static readonly object Context = new { ip = "203.0.113.7", userAgent = "Demo" };

    private string _password = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public DemoRealm Realm => realm;

    public string Identifier => identifier;

    public string Email => $"{name}-{identifier}@{realm.MailDomain}";

    /// <summary>Comes back in the assertions.</summary>
    public string Nonce { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string AccountId { get; set; } = "";

    public string SignInToken { get; set; } = "";

    public string StepUpToken { get; set; } = "";

    public string MailFactor { get; set; } = "";

    public string AppFactor { get; set; } = "";

    public string RevocationCode { get; set; } = "";

    public Oathtool App { get; set; } = new("", TimeProvider.System);

    public async Task<string> RegisterAsync()
    {
        var answer = await desk.Client.PostAsync("/v1/accounts", new
        {
            realm = realm.Id,
            identifiers = new[] { new { type = realm.Identifier, value = identifier } },
            email = Email,
            emailVerified = true,
            displayName = "Minta Személy",
            locale = realm.Locale,
            password = _password,
        });
        return AccountId = answer.Expect(201).Text("id");
    }

    /// <returns>What the sign-in says of the second factor.</returns>
    public async Task<string> SignInAsync()
    {
        var answer = (await desk.Client.PostAsync(
            "/v1/sign-ins", new { realm = realm.Id, identifier, password = _password, context = Context })).Expect(200);
        SignInToken = answer.Text("signInToken");
        return answer.Text("secondFactor");
    }

    /// <param name="service">A key of the relying party's services.</param>
    public Task<Answer> ChallengeByMailAsync(string purpose, string? service) => desk.Client.PostAsync("/v1/challenges", service is null
        ? new { accountId = AccountId, factor = "email", signInToken = SignInToken, purpose, nonce = Nonce }
        : new
        {
            accountId = AccountId,
            factor = "email",
            signInToken = SignInToken,
            purpose,
            nonce = Nonce,
            context = new { service, ip = "203.0.113.7", userAgent = "Demo" },
        });

    public Task<Answer> ChallengeByAppAsync(string purpose, string code) => ChallengeAsync("totp", purpose, code);

    public Task<Answer> ChallengeAsync(string factor, string purpose, string code) => desk.Client.PostAsync(
        "/v1/challenges", new { accountId = AccountId, factor, signInToken = SignInToken, purpose, nonce = Nonce, code });

    /// <summary>With the password and the sign-in: the first factor of its kind.</summary>
    public Task<Answer> EnrolAsync(string type) => desk.Client.PostAsync(FactorsPath, new { type, signInToken = SignInToken, password = _password, nonce = Nonce });

    /// <summary>With the password and a step-up.</summary>
    public Task<Answer> EnrolWithStepUpAsync(string type, string? replaces) => desk.Client.PostAsync(
        FactorsPath, replaces is null ? new { type, password = _password } : new { type, password = _password, replaces }, StepUpToken);

    /// <summary>With a sign-in that a signature or a revocation code opened: no password, no proof.</summary>
    public Task<Answer> EnrolWithoutPasswordAsync(string type, string? replaces = null) => desk.Client.PostAsync(FactorsPath, replaces is null
        ? new { type, signInToken = SignInToken, nonce = Nonce } : new { type, signInToken = SignInToken, nonce = Nonce, replaces });

    /// <summary>A new password, on the strength of the electronic signature.</summary>
    public async Task<Answer> ChoosePasswordAsync()
    {
        _password = RandomNumberGenerator.GetHexString(24, lowercase: true);
        return await desk.Client.SendAsync(HttpMethod.Put, $"{AccountPath}/password", new { newPassword = _password, signInToken = SignInToken });
    }

    public Task<Answer> RevokeAsync(string code) => desk.Client.PostAsync(
        "/v1/factor-revocations",
        new { realm = realm.Id, identifier, password = _password, revocationCode = code, context = Context });

    public Task<Answer> GetFactorAsync(string id) => desk.Client.GetAsync($"{FactorsPath}/{id}");

    public Task<Answer> ProveAsync(string id, string code) => desk.Client.PostAsync($"{FactorsPath}/{id}/prove", new { code });

    public Task<Answer> ConfirmAsync(string id, string code) => desk.Client.PostAsync($"{FactorsPath}/{id}/confirm", new { code });

    /// <summary>Sets the app up as the QR code says.</summary>
    public async Task<string> SetUpAppAsync(Answer pending)
    {
        AppFactor = pending.Text("id");
        App = new Oathtool(pending.Text("totp", "secret"), TimeProvider.System);
        var picture = Path.Combine(desk.Target.Folder, $"demo-qr-{name}.png");
        await File.WriteAllBytesAsync(picture, Convert.FromBase64String(pending.Text("totp", "qrCode", "png")));
        return $"QR code in {picture}";
    }

    public string AccountPath => $"/v1/accounts/{AccountId}";

    private string FactorsPath => $"{AccountPath}/factors";
}
