using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H6: with a step-up (here by mail) a new QR code; the old secret ends when the new one is confirmed.</summary>
internal sealed class MoveApp(Desk desk, Person person)
{
    private const string CodeMail = "Ügyfélkapu+ hitelesítő kód";

    private string _old = "";
    private string _oldRevocationCode = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in and step up with a mailed code", StepUpAsync),
        ("begin to enrol the new device", BeginAsync),
        ("confirm with the new device's code", ConfirmAsync),
        ("the old one is gone", OldIsGoneAsync),
    ];

    private async Task<string> StepUpAsync()
    {
        await person.SignInAsync();
        var challenge = (await person.ChallengeByMailAsync(ChallengePurposes.Manage, null)).Id;
        var code = (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code;
        var verified = await person.Mfa.Challenges.VerifyAsync(challenge, code);
        person.StepUpToken = Desk.Given(verified.StepUpToken, "stepUpToken");
        return verified.Status;
    }

    private async Task<string> BeginAsync()
    {
        (_old, _oldRevocationCode) = (person.AppFactor, person.RevocationCode);
        return await person.SetUpAppAsync(await person.EnrolWithStepUpAsync(FactorTypes.Totp, _old));
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = await person.ConfirmAppAsync();
        person.RevocationCode = Desk.Given(confirmed.RevocationCode, "revocationCode");
        return person.RevocationCode != _oldRevocationCode ? $"{confirmed.Factor.Status}, new revocation code"
            : throw new StepFailedException("the revocation code is the old one");
    }

    private async Task<string> OldIsGoneAsync() =>
        $"404 {(await Desk.RefusedAsync(404, ProblemCodes.NotFound, () => person.Mfa.Factors.GetAsync(person.AccountId, _old))).Code}";
}
