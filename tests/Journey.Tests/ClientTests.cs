using System.Globalization;
using System.Security.Cryptography;
using System.Web;
using Mfa.Client;
using Mfa.Journeys.Tests.Journeys;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A relying party that is written on the client: a person of each realm, from nothing to signed in.</summary>
public sealed class ClientTests(RunningSystem running) : IDisposable
{
    private const string Nonce = "a nonce of the relying party";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(running.System.PublicUrl) };

    private TestClient Credentials => running.System.Clients.Single(client => client.Name == "main");

    private static AssertionExpectation Expected => new() { Nonce = Nonce };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task SomebodyOfUgyfelkapuEnrolsTheMailboxAndSignsInWithIt()
    {
        const string realm = "hu-ugyfelkapu";
        var (mfa, validator) = Open("https://ugyfelkapu.example.hu");
        var name = "client." + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var email = $"{name}@example.hu";
        var account = await mfa.Accounts.CreateAsync(
            new CreateAccountRequest
            {
                Realm = realm,
                Identifiers = [new Identifier { Type = "username", Value = name }],
                Email = email,
                EmailVerified = true,
                Locale = "hu",
                Password = RelyingParty.Password,
            },
            cancellationToken: Stop);
        Assert.Equal(account.Id, (await mfa.Accounts.LookUpAsync(realm, name, Stop)).Id);

        var signIn = await SignInAsync(mfa, realm, name);
        Assert.Equal((account.Id, SecondFactorStates.EnrolmentRequired), (signIn.AccountId, signIn.SecondFactor));
        var pending = await mfa.Factors.EnrolAsync(
            account.Id,
            new EnrolFactorRequest { Type = FactorTypes.Email, SignInToken = signIn.SignInToken, Password = RelyingParty.Password, Nonce = Nonce },
            cancellationToken: Stop);
        Assert.Equal(DeliveryStates.HandedOver, (await mfa.Factors.WaitForDeliveryAsync(account.Id, pending.Id, Stop)).Delivery!.State);
        var confirmed = await mfa.Factors.ConfirmAsync(account.Id, pending.Id, await MailedCodeAsync(email, 1), Stop);
        var enrolled = await validator.ValidateAsync(confirmed.Assertion!, Expected with { AccountId = account.Id }, Stop);
        Assert.Equal(("enrol", "mfa:2"), (enrolled.Purpose, enrolled.Acr));

        signIn = await SignInAsync(mfa, realm, name);
        var challenge = await mfa.Challenges.CreateAsync(
            new CreateChallengeRequest
            {
                AccountId = account.Id,
                Factor = FactorTypes.Email,
                SignInToken = signIn.SignInToken,
                Nonce = Nonce,
                Context = new RequestContext { Service = "eszja" },
            },
            cancellationToken: Stop);
        Assert.Equal(DeliveryStates.HandedOver, (await mfa.Challenges.WaitForDeliveryAsync(challenge.Id, Stop)).Delivery!.State);
        var code = await MailedCodeAsync(email, 2);
        var wrong = await Assert.ThrowsAsync<MfaProblemException>(() => mfa.Challenges.VerifyAsync(challenge.Id, code == "000000" ? "111111" : "000000", Stop));
        Assert.Equal((ProblemCodes.InvalidCode, 4), (wrong.Code, wrong.AttemptsRemaining));
        var approval = await mfa.Challenges.VerifyAsync(challenge.Id, code, Stop);
        var said = await validator.ValidateAsync(approval.Assertion!, Expected with { AccountId = account.Id }, Stop);
        Assert.Equal((challenge.Id, FactorTypes.Email, "sign-in"), (said.ChallengeId, said.Method, said.Purpose));

        // What the challenge still shows is the same assertion: nobody is signed in by it twice.
        var shown = (await mfa.Challenges.GetAsync(challenge.Id, Stop)).Assertion!;
        var again = await Assert.ThrowsAsync<InvalidAssertionException>(() => validator.ValidateAsync(shown, Expected, Stop));
        Assert.Equal(AssertionCheck.FirstUse, again.Check);
    }

    [Fact]
    public async Task SomebodyOfMPassActivatesByElectronicSignature()
    {
        const string realm = "md-mpass";
        var (mfa, validator) = Open("https://mpass.example.md");
        var signer = await Signer.NewAsync(new Place(running.System, realm, "ro", running.Authority));
        var asked = await mfa.SignIns.StartSignatureAsync(new StartSignatureSignInRequest { Realm = realm }, Stop);
        var signIn = await mfa.SignIns.CompleteSignatureAsync(asked.Id, await signer.SignAsync(asked.ContentToSign), Stop);
        Assert.True(signIn.AccountCreated);
        await mfa.Accounts.ChangePasswordAsync(
            signIn.AccountId, new ChangePasswordRequest { NewPassword = RelyingParty.Password, SignInToken = signIn.SignInToken }, cancellationToken: Stop);

        var pending = await mfa.Factors.EnrolAsync(
            signIn.AccountId, new EnrolFactorRequest { Type = FactorTypes.Totp, SignInToken = signIn.SignInToken, Nonce = Nonce }, cancellationToken: Stop);
        var setup = HttpUtility.ParseQueryString(new Uri(pending.Totp!.OtpauthUri).Query);
        var phone = new Phone(setup["secret"]!, int.Parse(setup["period"] ?? "30", CultureInfo.InvariantCulture));
        var confirmed = await mfa.Factors.ConfirmAsync(signIn.AccountId, pending.Id, await phone.NextCodeAsync(), Stop);
        Assert.NotNull(confirmed.RevocationCode);
        var said = await validator.ValidateAsync(confirmed.Assertion!, Expected with { AccountId = signIn.AccountId, MinimumAcr = "mfa:3" }, Stop);
        Assert.Equal(["sc", "otp", "mfa"], said.Amr);

        var email = $"client-{signer.Number}@example.md";
        var account = await mfa.Accounts.UpdateAsync(signIn.AccountId, new UpdateAccountRequest { Email = email }, confirmed.StepUpToken, Stop);
        Assert.NotNull(account.PendingEmail);
        account = await mfa.Accounts.ConfirmEmailAsync(account.Id, await MailedCodeAsync(email, 1), Stop);
        Assert.Equal((email, true), (account.Email, account.EmailVerified));
        Assert.Equal(10, (await mfa.Factors.IssueRecoveryCodesAsync(account.Id, confirmed.StepUpToken!, Stop)).Codes.Count);
        Assert.NotEmpty(await mfa.Factors.ListAsync(account.Id, cancellationToken: Stop).ToListAsync(Stop));
        Assert.NotEmpty(await mfa.Accounts.ListActivityAsync(account.Id, 1, Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task AnOperatorWithAKeyRegistersARelyingPartyAndReadsWhatThatLeft()
    {
        const string realm = "hu-ugyfelkapu";
        var its = running.System.Clients.Single(client => client.Name == "operator");
        var credential = new PrivateKeyJwtCredential(its.Id, its.Key!, its.KeyId);
        var mfa = new MfaClient(_http, new MfaClientOptions { Credential = credential });
        var made = await mfa.RelyingParties.CreateAsync(
            new CreateRelyingPartyRequest
            {
                Name = "Made by the client",
                Realms = [realm],
                Scopes = ["mfa.challenge"],
                Policy = new RelyingPartyPolicy { Factors = [FactorTypes.Totp], MinimumAcr = "mfa:3" },
            },
            cancellationToken: Stop);
        var registered = new MfaClient(_http, new MfaClientOptions { Credential = new ClientSecretCredential(made.Id, made.Secret!) });
        Assert.Equal("mfa.challenge", (await registered.AccessTokens.GetAsync(Stop)).Scope);

        var rotated = await mfa.RelyingParties.RotateSecretAsync(made.Id, TimeSpan.Zero, Stop);
        Assert.NotEqual(made.Secret, rotated.Secret);
        var renamed = await mfa.RelyingParties.UpdateAsync(made.Id, new UpdateRelyingPartyRequest { Name = "Renamed" }, Stop);
        Assert.Equal(("Renamed", "mfa:3"), (renamed.Name, renamed.Policy!.MinimumAcr));
        Assert.Equal("disabled", (await mfa.RelyingParties.DisableAsync(made.Id, "a test", Stop)).Status);
        Assert.Equal("active", (await mfa.RelyingParties.EnableAsync(made.Id, cancellationToken: Stop)).Status);
        Assert.Null((await mfa.RelyingParties.GetAsync(made.Id, Stop)).Secret);
        Assert.Contains(await mfa.RelyingParties.ListAsync(1, Stop).ToListAsync(Stop), one => one.Id == made.Id);
        Assert.Equal(realm, (await mfa.Realms.GetAsync(realm, Stop)).GetProperty("id").GetString());

        var filter = new AuditFilter { Realm = realm, From = DateTimeOffset.UnixEpoch };
        var events = await Eventually.GetAsync(
            async () => await mfa.Audit.ListAsync(filter, 200, Stop).Where(one => one.Subject == made.Id).ToListAsync(Stop), list => list.Count >= 5);
        Assert.All(events, one => Assert.Equal((its.Id, realm), (one.RelyingParty, one.Realm)));
        await using var csv = await mfa.Audit.ExportCsvAsync(filter, 200, events[0].Sequence - 1, Stop);
        using var reader = new StreamReader(csv);
        Assert.Contains(made.Id, await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAnybodyMayReadIsReadWithoutAToken()
    {
        var mfa = new MfaClient(_http, new MfaClientOptions { Credential = new ClientSecretCredential("rp_nobody", "nothing") });

        Assert.NotEmpty((await mfa.Published.GetKeysAsync(Stop)).Keys);
        Assert.Equal("3.1.1", (await mfa.Published.GetOpenApiAsync(Stop)).GetProperty("openapi").GetString());
        Assert.NotEmpty(await mfa.Published.GetLiveAsync(Stop));
        Assert.NotEmpty(await mfa.Published.GetReadyAsync(Stop));
        Assert.Contains(ProblemCodes.InvalidCode, await mfa.Published.GetProblemPageAsync(ProblemCodes.InvalidCode, Stop), StringComparison.Ordinal);
        Assert.Equal("invalid_client", (await Assert.ThrowsAsync<AccessTokenException>(() => mfa.Accounts.GetAsync("acc_1", Stop))).Error);
    }

    private (MfaClient Mfa, AssertionValidator Validator) Open(string issuer)
    {
        var mfa = new MfaClient(_http, new MfaClientOptions { Credential = new ClientSecretCredential(Credentials.Id, Credentials.Secret) });
        return (mfa, new AssertionValidator(new AssertionValidatorOptions { Issuer = issuer, ClientId = Credentials.Id }, new AssertionKeys(mfa)));
    }

    private static Task<SignIn> SignInAsync(MfaClient mfa, string realm, string name) =>
        mfa.SignIns.SignInAsync(new SignInRequest { Realm = realm, Identifier = name, Password = RelyingParty.Password }, Stop);

    private async Task<string> MailedCodeAsync(string email, int n) => (await running.System.Mailbox.WaitForCodeAsync(email, n)).Code;
}
