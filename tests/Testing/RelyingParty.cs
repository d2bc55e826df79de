using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>A relying party's backend: asks for its access token and speaks JSON. What it gets it hands on unread.</summary>
/// <param name="gateway">Where access tokens are asked for.</param>
/// <param name="at">Where everything else is asked: the gateway, or one instance.</param>
/// <param name="issuer">The system's public address, where that is not <paramref name="gateway"/>.</param>
public sealed class RelyingParty(HttpClient http, TestClient client, Uri gateway, Uri at, string? issuer = null)
{
    public const string Password = "a quiet river at dusk";

    private const long RenewedEarlyMilliseconds = 30_000;

    private string? _token;
    private long _renewAt;

    public string Id => client.Id;

    /// <summary>An access token, asked for again shortly before it expires.</summary>
    public async Task<string> TokenAsync()
    {
        if (_token is { } token && Environment.TickCount64 < _renewAt)
            return token;
        var answer = await RequestTokenAsync();
        _renewAt = Environment.TickCount64 + (answer.Number("expires_in") * 1000L) - RenewedEarlyMilliseconds;
        return _token = answer.Text("access_token");
    }

    public async Task<Answer> RequestTokenAsync(string? secret = null, string? scope = null)
    {
        if (client.Key is not null && secret is null)
            return await ShowAsync(ClientAssertion.Form(ClientAssertion.Of(client, issuer ?? gateway.AbsoluteUri.TrimEnd('/')), scope));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/oauth2/token"))
        {
            Content = new FormUrlEncodedContent(scope is null
                ? [new("grant_type", "client_credentials")] : [new("grant_type", "client_credentials"), new("scope", scope)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{secret ?? client.Secret}")));
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    /// <summary>Asks for an access token with whatever form, and no Authorization header.</summary>
    public async Task<Answer> ShowAsync(IDictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        return await Answer.ReadAsync(await http.PostAsync(new Uri(gateway, "/oauth2/token"), content));
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, JsonNode? body = null, string? stepUp = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, body?.ToJsonString(), stepUp, idempotencyKey);

    public Task<Answer> DeleteAsync(string path, string? stepUp = null) => SendAsync(HttpMethod.Delete, path, null, stepUp);

    /// <param name="json">Sent as it stands, well-formed or not.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, string? stepUp = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(at, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (stepUp is not null)
            request.Headers.Add("Mfa-Step-Up", stepUp);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    /// <summary>A new person with a password and nothing else.</summary>
    public Task<Person> RegisterAsync(string realm = "quick") => RegisterAsync(realm, withAddress: false, "en");

    /// <summary>A new person with a password and an address that the relying party vouches for.</summary>
    public Task<Person> RegisterWithAddressAsync(string realm = "mailed", string locale = "en") => RegisterAsync(realm, withAddress: true, locale);

    private async Task<Person> RegisterAsync(string realm, bool withAddress, string locale)
    {
        var identifier = "person." + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var body = new JsonObject
        {
            ["realm"] = realm,
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "username", ["value"] = identifier }),
            ["displayName"] = "Person",
            ["locale"] = locale,
            ["password"] = Password,
        };
        if (withAddress)
            (body["email"], body["emailVerified"]) = ($"{identifier}@example.org", true);
        return new Person(realm, (await PostAsync("/v1/accounts", body)).Expect(HttpStatusCode.Created).Text("id"), identifier);
    }

    public Task<Answer> SignInAsync(Person person, string password = Password) => PostAsync("/v1/sign-ins", new JsonObject
    {
        ["realm"] = person.Realm,
        ["identifier"] = person.Identifier,
        ["password"] = password,
        ["context"] = new JsonObject { ["ip"] = "192.0.2.1", ["userAgent"] = "test" },
    });

    public async Task<string> SignInTokenAsync(Person person) => (await SignInAsync(person)).Expect(HttpStatusCode.OK).Text("signInToken");

    /// <summary>Begins the enrolment of an app.</summary>
    /// <param name="signInToken">Null: a fresh sign-in; empty: none is sent.</param>
    public Task<Answer> StartTotpAsync(Person person, string? signInToken = null, string? stepUp = null, string? replaces = null, string? nonce = null) =>
        StartAsync("totp", person, signInToken, stepUp, replaces, nonce);

    /// <summary>Begins the enrolment of the person's mailbox.</summary>
    /// <param name="signInToken">Null: a fresh sign-in; empty: none is sent.</param>
    public Task<Answer> StartEmailAsync(Person person, string? signInToken = null, string? stepUp = null, string? nonce = null) =>
        StartAsync("email", person, signInToken, stepUp, null, nonce);

    private async Task<Answer> StartAsync(string type, Person person, string? signInToken, string? stepUp, string? replaces, string? nonce)
    {
        var body = new JsonObject { ["type"] = type, ["password"] = Password };
        if (signInToken is not "")
            body["signInToken"] = signInToken ?? await SignInTokenAsync(person);
        if (replaces is not null)
            body["replaces"] = replaces;
        if (nonce is not null)
            body["nonce"] = nonce;
        return await PostAsync($"/v1/accounts/{person.AccountId}/factors", body, stepUp);
    }

    /// <summary>A person with an app, which burnt the step before the current one at its confirm.</summary>
    public async Task<AppOwner> RegisterWithAppAsync(string realm = "quick", string algorithm = "SHA1", int digits = 6)
    {
        var person = await RegisterAsync(realm);
        var factor = (await StartTotpAsync(person)).Expect(HttpStatusCode.Created);
        var app = new AuthenticatorApp(factor.Body!["totp"]!["secret"]!.GetValue<string>(), algorithm, digits);
        (await ConfirmAsync(person, factor.Text("id"), await app.CodeAsync(-1))).Expect(HttpStatusCode.OK);
        return new AppOwner(person, factor.Text("id"), app);
    }

    /// <summary>The lost phone's end: password and revocation code.</summary>
    public Task<Answer> RevokeAsync(Person person, string revocationCode) => PostAsync("/v1/factor-revocations", new JsonObject
    {
        ["realm"] = person.Realm,
        ["identifier"] = person.Identifier,
        ["password"] = Password,
        ["revocationCode"] = revocationCode,
        ["context"] = new JsonObject { ["ip"] = "192.0.2.1" },
    });

    public Task<Answer> ConfirmAsync(Person person, string factorId, string code) =>
        PostAsync($"/v1/accounts/{person.AccountId}/factors/{factorId}/confirm", new JsonObject { ["code"] = code });

    public Task<Answer> ChallengeAsync(
        Person person, string signInToken, string factor = "totp", string? code = null, string? purpose = null, string? nonce = null, string? idempotencyKey = null,
        string? service = null)
    {
        var body = new JsonObject { ["accountId"] = person.AccountId, ["factor"] = factor, ["signInToken"] = signInToken };
        if (service is not null)
            body["context"] = new JsonObject { ["service"] = service, ["ip"] = "192.0.2.1" };
        if (code is not null)
            body["code"] = code;
        if (purpose is not null)
            body["purpose"] = purpose;
        if (nonce is not null)
            body["nonce"] = nonce;
        return PostAsync("/v1/challenges", body, idempotencyKey: idempotencyKey);
    }

    public Task<Answer> VerifyAsync(string challengeId, string code) => PostAsync($"/v1/challenges/{challengeId}/verify", new JsonObject { ["code"] = code });

    /// <summary>A person whose one factor is the mailbox.</summary>
    public async Task<Person> RegisterWithMailAsync(Mailbox mails, string realm = "mailed", string locale = "en")
    {
        var person = await RegisterWithAddressAsync(realm, locale);
        var pending = (await StartEmailAsync(person)).Expect(HttpStatusCode.Created).Text("id");
        var code = (await mails.WaitForCodeAsync(person.Email)).Code;
        (await ConfirmAsync(person, pending, code)).Expect(HttpStatusCode.OK);
        return person;
    }

    /// <summary>A step-up token by the app.</summary>
    public async Task<string> StepUpAsync(AppOwner owner, int steps = 0) =>
        (await ChallengeAsync(owner.Person, await SignInTokenAsync(owner.Person), code: await owner.App.CodeAsync(steps), purpose: "manage"))
            .Expect(HttpStatusCode.Created).Text("stepUpToken");
}

public sealed record Person(string Realm, string AccountId, string Identifier)
{
    public string Email => $"{Identifier}@example.org";
}

public sealed record AppOwner(Person Person, string FactorId, AuthenticatorApp App);

/// <summary>An app on a phone: <c>oathtool</c> with the secret it was shown.</summary>
public sealed record AuthenticatorApp(string Secret, string Algorithm = "SHA1", int Digits = 6)
{
    private const int Period = 30;
    private const int Latest = 28;

    /// <param name="steps">From now. A code of a step that is over is good until the current one is: it is not made in its last seconds.</param>
    public async Task<string> CodeAsync(int steps = 0)
    {
        while (steps < 0 && TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % Period >= Latest)
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        return await Tool.OathtoolAsync(Secret, steps, Algorithm, Digits);
    }

    /// <summary>A code that none of the window's steps has, nor will have while it is typed again and again.</summary>
    public async Task<string> WrongCodeAsync()
    {
        string[] near = await Task.WhenAll(Enumerable.Range(-4, 9).Select(CodeAsync));
        return Enumerable.Range(0, 20).Select(n => n.ToString(new string('0', Digits), System.Globalization.CultureInfo.InvariantCulture)).First(code => !near.Contains(code));
    }
}
