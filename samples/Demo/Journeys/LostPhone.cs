namespace Mfa.Samples.Demo.Journeys;

/// <summary>H7: password and revocation code remove the app and open one enrolment; a closed browser loses nothing.</summary>
internal sealed class LostPhone(Desk desk, Person person)
{
    private string _code = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("the password alone enrols nothing", PasswordAloneAsync),
        ("a wrong revocation code", WrongCodeAsync),
        ("password and revocation code", RevokeAsync),
        ("the browser was closed: once more", RevokeAsync),
        ("begin to enrol the new phone", BeginAsync),
        ("confirm with its code", ConfirmAsync),
        ("the code is used up", UsedUpAsync),
    ];

    private async Task<string> PasswordAloneAsync()
    {
        await person.SignInAsync();
        return $"403 {(await person.EnrolAsync("email")).Expect(403, "bootstrap-required").Problem}";
    }

    private async Task<string> WrongCodeAsync()
    {
        _code = person.RevocationCode;
        var wrong = (_code[0] == '0' ? '1' : '0') + _code[1..];
        return $"422 {(await person.RevokeAsync(wrong)).Expect(422, "invalid-credentials").Problem}";
    }

    private async Task<string> RevokeAsync()
    {
        var revoked = (await person.RevokeAsync(_code)).Expect(200);
        person.SignInToken = revoked.Text("signInToken");
        return $"method {revoked.Text("method")}";
    }

    private async Task<string> BeginAsync() => await person.SetUpAppAsync((await person.EnrolWithoutPasswordAsync("totp")).Expect(201));

    private async Task<string> ConfirmAsync()
    {
        var confirmed = (await desk.PatientlyAsync(async () => await person.ConfirmAsync(person.AppFactor, await person.App.CodeAsync()))).Expect(200);
        person.RevocationCode = confirmed.Text("revocationCode");
        return confirmed.Text("factor", "status");
    }

    private async Task<string> UsedUpAsync() => $"422 {(await person.RevokeAsync(_code)).Expect(422, "invalid-credentials").Problem}";
}
