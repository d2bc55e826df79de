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
        var challenge = (await person.ChallengeByMailAsync("manage", null)).Expect(201).Text("id");
        var code = (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code;
        var verified = (await desk.Client.PostAsync($"/v1/challenges/{challenge}/verify", new { code })).Expect(200);
        person.StepUpToken = verified.Text("stepUpToken");
        return verified.Text("status");
    }

    private async Task<string> BeginAsync()
    {
        (_old, _oldRevocationCode) = (person.AppFactor, person.RevocationCode);
        return await person.SetUpAppAsync((await person.EnrolWithStepUpAsync("totp", _old)).Expect(201));
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = (await desk.PatientlyAsync(async () => await person.ConfirmAsync(person.AppFactor, await person.App.CodeAsync()))).Expect(200);
        person.RevocationCode = confirmed.Text("revocationCode");
        return person.RevocationCode != _oldRevocationCode ? $"{confirmed.Text("factor", "status")}, new revocation code"
            : throw new StepFailedException("the revocation code is the old one");
    }

    private async Task<string> OldIsGoneAsync() => $"404 {(await person.GetFactorAsync(_old)).Expect(404, "not-found").Problem}";
}
