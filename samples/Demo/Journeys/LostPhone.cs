using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H7: password and revocation code remove the app and open one enrolment; a closed browser loses nothing.</summary>
internal sealed class LostPhone(Person person)
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
        return $"403 {(await Desk.RefusedAsync(403, ProblemCodes.BootstrapRequired, () => person.EnrolAsync(FactorTypes.Email))).Code}";
    }

    private async Task<string> WrongCodeAsync()
    {
        _code = person.RevocationCode;
        var wrong = (_code[0] == '0' ? '1' : '0') + _code[1..];
        return $"422 {(await Desk.RefusedAsync(422, ProblemCodes.InvalidCredentials, () => person.RevokeAsync(wrong))).Code}";
    }

    private async Task<string> RevokeAsync()
    {
        var revoked = await person.RevokeAsync(_code);
        person.SignInToken = revoked.SignInToken;
        return $"method {revoked.Method}";
    }

    private async Task<string> BeginAsync() => await person.SetUpAppAsync(await person.EnrolWithoutPasswordAsync(FactorTypes.Totp));

    private async Task<string> ConfirmAsync()
    {
        var confirmed = await person.ConfirmAppAsync();
        person.RevocationCode = Desk.Given(confirmed.RevocationCode, "revocationCode");
        return confirmed.Factor.Status;
    }

    private async Task<string> UsedUpAsync() =>
        $"422 {(await Desk.RefusedAsync(422, ProblemCodes.InvalidCredentials, () => person.RevokeAsync(_code))).Code}";
}
