using System.Security.Cryptography;
using Mfa.Client;

namespace Mfa.Samples.Demo;

/// <summary>Somebody with an account, and what the relying party remembers of the sitting.</summary>
internal sealed class Person(Desk desk, DemoRealm realm, string name, string identifier)
{
    private static readonly RequestContext Context = new() { Ip = "203.0.113.7", UserAgent = "Demo" };

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

    /// <summary>The relying party of the realm.</summary>
    public MfaClient Mfa => desk.At(realm).Client;

    public async Task<string> RegisterAsync()
    {
        var account = await Mfa.Accounts.CreateAsync(new CreateAccountRequest
        {
            Realm = realm.Id,
            Identifiers = [new Identifier { Type = realm.Identifier, Value = identifier }],
            Email = Email,
            EmailVerified = true,
            DisplayName = "Minta Személy",
            Locale = realm.Locale,
            Password = _password,
        });
        return AccountId = account.Id;
    }

    /// <returns>What the sign-in says of the second factor.</returns>
    public async Task<string> SignInAsync()
    {
        var request = new SignInRequest { Realm = realm.Id, Identifier = identifier, Password = _password, Context = Context };
        var signedIn = await desk.WhenBusyAsync(() => Mfa.SignIns.SignInAsync(request));
        SignInToken = signedIn.SignInToken;
        return signedIn.SecondFactor;
    }

    /// <param name="service">A key of the relying party's services.</param>
    public Task<Challenge> ChallengeByMailAsync(string purpose, string? service) => Mfa.Challenges.CreateAsync(
        NewChallenge(FactorTypes.Email, purpose) with { Context = service is null ? null : Context with { Service = service } });

    public Task<Challenge> ChallengeByAppAsync(string purpose, string code) => ChallengeAsync(FactorTypes.Totp, purpose, code);

    public Task<Challenge> ChallengeAsync(string factor, string purpose, string code) =>
        Mfa.Challenges.CreateAsync(NewChallenge(factor, purpose) with { Code = code });

    /// <summary>With the password and the sign-in: the first factor of its kind.</summary>
    public Task<Factor> EnrolAsync(string type) => Mfa.Factors.EnrolAsync(
        AccountId, new EnrolFactorRequest { Type = type, SignInToken = SignInToken, Password = _password, Nonce = Nonce });

    /// <summary>With the password and a step-up.</summary>
    public Task<Factor> EnrolWithStepUpAsync(string type, string? replaces) => Mfa.Factors.EnrolAsync(
        AccountId, new EnrolFactorRequest { Type = type, Password = _password, Replaces = replaces }, StepUpToken);

    /// <summary>With a sign-in that a signature or a revocation code opened: no password, no proof.</summary>
    public Task<Factor> EnrolWithoutPasswordAsync(string type, string? replaces = null) => Mfa.Factors.EnrolAsync(
        AccountId, new EnrolFactorRequest { Type = type, SignInToken = SignInToken, Nonce = Nonce, Replaces = replaces });

    /// <summary>A new password, on the strength of the electronic signature.</summary>
    public async Task<string> ChoosePasswordAsync()
    {
        _password = RandomNumberGenerator.GetHexString(24, lowercase: true);
        await Mfa.Accounts.ChangePasswordAsync(AccountId, new ChangePasswordRequest { NewPassword = _password, SignInToken = SignInToken });
        return "chosen";
    }

    public Task<FactorRevocation> RevokeAsync(string code) => Mfa.Factors.RevokeAsync(
        new RevokeFactorRequest { Realm = realm.Id, Identifier = identifier, Password = _password, RevocationCode = code, Context = Context });

    public Task<ConfirmedFactor> ConfirmAsync(string factorId, string code) => desk.WhenBusyAsync(() => Mfa.Factors.ConfirmAsync(AccountId, factorId, code));

    /// <summary>With the code that the app shows.</summary>
    public Task<ConfirmedFactor> ConfirmAppAsync() => desk.PatientlyAsync(async () => await ConfirmAsync(AppFactor, await App.CodeAsync()));

    /// <summary>The app's code in the call that asks for it.</summary>
    public async Task StepUpWithAppAsync()
    {
        await SignInAsync();
        var approved = await desk.PatientlyAsync(async () => await ChallengeByAppAsync(ChallengePurposes.Manage, await App.CodeAsync()));
        StepUpToken = Desk.Given(approved.StepUpToken, "stepUpToken");
    }

    /// <summary>Sets the app up as the QR code says.</summary>
    public async Task<string> SetUpAppAsync(Factor pending)
    {
        var setup = Desk.Given(pending.Totp, "totp");
        AppFactor = pending.Id;
        App = new Oathtool(setup.Secret, TimeProvider.System);
        var picture = Path.Combine(desk.Target.Folder, $"demo-qr-{name}.png");
        await File.WriteAllBytesAsync(picture, Convert.FromBase64String(setup.QrCode.Png));
        return $"QR code in {picture}";
    }

    public Task<string> CheckAssertionAsync(string assertion, string method) => desk.At(realm).CheckAssertionAsync(assertion, this, method);

    private CreateChallengeRequest NewChallenge(string factor, string purpose) =>
        new() { AccountId = AccountId, Factor = factor, SignInToken = SignInToken, Purpose = purpose, Nonce = Nonce };
}
