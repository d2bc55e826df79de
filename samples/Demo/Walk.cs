using System.Diagnostics;
using System.Security.Cryptography;

namespace Mfa.Samples.Demo;

/// <summary>The first journey, step by step: a new person, an authenticator app, a sign-in, and what is refused.</summary>
internal sealed class Walk(RelyingPartyClient client, Target target, Journal journal)
{
    private const int MostTries = 20;
    private const int MostWaits = 3;
    private static readonly object Context = new { ip = "203.0.113.7", userAgent = "Demo" };

    private readonly string _userName = $"demo-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private readonly string _password = RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly string _nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private string _accountId = "";
    private string _factorId = "";
    private string _signInToken = "";
    private string _secondFactor = "";
    private string _usedCode = "";
    private string _assertion = "";
    private string _openChallenge = "";
    private Oathtool _app = new("");

    /// <summary>False as soon as a step does not hold.</summary>
    public async Task<bool> RunAsync()
    {
        (string What, Func<Task<string>> Do)[] steps =
        [
            ("get an access token", GetTokenAsync),
            ("create an account with a password", CreateAccountAsync),
            ("sign in, no second factor yet", SignInFirstAsync),
            ("begin to enrol an authenticator app", EnrolAsync),
            ("confirm it with the app's code", ConfirmAsync),
            ("sign in, second factor required", SignInAgainAsync),
            ("prove it with the app's next code", ProveAsync),
            ("send the same code again", ReplayAsync),
            ("verify the assertion against the JWKS", VerifyAssertionAsync),
            ("guess until it is refused", GuessAsync),
        ];
        try
        {
            foreach (var (what, step) in steps)
            {
                client.Trace = ActivityTraceId.CreateRandom();
                await journal.StepAsync(what, client.Trace, step);
            }

            return true;
        }
        catch (StepFailedException)
        {
            return false;
        }
    }

    private async Task<string> GetTokenAsync()
    {
        var answer = await client.GetTokenAsync(target.ClientId, target.Secret, "mfa.challenge mfa.enroll mfa.directory");
        return answer.Expect(200).Text("scope");
    }

    private async Task<string> CreateAccountAsync()
    {
        var answer = await client.PostAsync("/v1/accounts", new
        {
            realm = target.Realm,
            identifiers = new[] { new { type = "username", value = _userName } },
            email = $"{_userName}@example.org",
            emailVerified = true,
            displayName = "Demo Person",
            locale = "en",
            password = _password,
        });
        return _accountId = answer.Expect(201).Text("id");
    }

    private async Task<string> SignInFirstAsync()
    {
        await SignInAsync("optional", "enrolment-required");
        return _secondFactor;
    }

    private async Task<string> EnrolAsync()
    {
        var answer = (await client.PostAsync(
            $"/v1/accounts/{_accountId}/factors",
            new { type = "totp", signInToken = _signInToken, password = _password })).Expect(201);
        _factorId = answer.Text("id");
        _app = new Oathtool(answer.Text("totp", "secret"));
        var picture = Path.Combine(target.Folder, "demo-qr.png");
        await File.WriteAllBytesAsync(picture, Convert.FromBase64String(answer.Text("totp", "qrCode", "png")));
        return $"QR code in {picture}";
    }

    private async Task<string> ConfirmAsync()
    {
        var answer = await PatientlyAsync(async () =>
            await client.PostAsync($"/v1/accounts/{_accountId}/factors/{_factorId}/confirm", new { code = await _app.CodeAsync() }));
        return answer.Expect(200).Text("factor", "status");
    }

    private async Task<string> SignInAgainAsync()
    {
        await SignInAsync("required");
        return _secondFactor;
    }

    private async Task<string> ProveAsync()
    {
        var answer = await PatientlyAsync(async () => await ChallengeAsync(_usedCode = await _app.NextCodeAsync()));
        _assertion = answer.Expect(201).Text("assertion");
        return answer.Text("status");
    }

    // The approval spent the sign-in token: the thief needs a sign-in of his own.
    private async Task<string> ReplayAsync()
    {
        await SignInAsync("required");
        var answer = (await ChallengeAsync(_usedCode)).Expect(422, "invalid-code");
        _openChallenge = answer.Text("challengeId");
        return $"422 {answer.Problem}";
    }

    private async Task<string> VerifyAssertionAsync()
    {
        var keys = (await client.GetAsync("/.well-known/jwks.json")).Expect(200);
        return await AssertionCheck.VerifyAsync(_assertion, keys.Body, target, _accountId, _nonce);
    }

    private async Task<string> GuessAsync()
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var answer = await client.PostAsync($"/v1/challenges/{_openChallenge}/verify", new { code = await _app.WrongCodeAsync() });
            if (answer.Status == 429)
                return $"429 {answer.Problem} after {tries}: {answer.Detail}";
            answer.Expect(422, "invalid-code");
        }

        throw new StepFailedException($"{MostTries} wrong codes were looked at");
    }

    private async Task SignInAsync(params string[] expected)
    {
        var answer = (await client.PostAsync(
            "/v1/sign-ins",
            new { realm = target.Realm, identifier = _userName, password = _password, context = Context })).Expect(200);
        _signInToken = answer.Text("signInToken");
        _secondFactor = answer.Text("secondFactor");
        if (!expected.Contains(_secondFactor))
            throw new StepFailedException($"secondFactor is {_secondFactor}");
    }

    private Task<Answer> ChallengeAsync(string code) => client.PostAsync(
        "/v1/challenges",
        new { accountId = _accountId, factor = "totp", signInToken = _signInToken, nonce = _nonce, code });

    // A store that has just started takes no code from before its start, and says when it will.
    private async Task<Answer> PatientlyAsync(Func<Task<Answer>> send)
    {
        var answer = await send();
        for (var waits = 0; waits < MostWaits && answer is { Problem: "wait-for-next-code", RetryAfter: { } delay }; waits++)
        {
            await journal.WaitAsync(delay, "the store has just started and takes only codes from later on");
            answer = await send();
        }

        return answer;
    }
}
