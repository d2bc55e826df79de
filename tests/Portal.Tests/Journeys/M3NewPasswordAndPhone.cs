using Mfa.Client;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>M3: password forgotten or phone lost; the signature opens a new password and a new enrolment, and the old factor ends. No address need be given.</summary>
internal sealed class M3NewPasswordAndPhone(Scene scene) : Journey(scene)
{
    private const string NewPassword = "a loud sea at noon";

    public override async Task WalkAsync()
    {
        var resident = await Census.ActivatedAsync();
        await Visitor.ToSigningAsync("servicii");
        await Visitor.SignAsync(resident.Signer!);
        await Visitor.LookAsync("md-new-password-known");
        await Visitor.TypeNewPasswordAsync(NewPassword);
        await Visitor.LookAsync("md-install-again");
        await Visitor.SubmitAsync();
        var phone = await Visitor.SetUpPhoneAsync();
        Assert.NotEqual(resident.RevocationCode, await Visitor.SaveRevocationCodeAsync());

        Visitor.AssertAt("/md/activation/address");
        await Visitor.SubmitAsync("Skip");
        Visitor.AssertAt("/md/enrol/done");
        await Visitor.FollowAsync("/md/service");
        await Visitor.AssertSignedInAsync(resident, "mfa:3", "sc", "otp", "mfa");
        Assert.Equal(["totp"], await Census.FactorsAsync(resident));
        Assert.Equal(ProblemCodes.InvalidCredentials, (await Assert.ThrowsAsync<MfaProblemException>(() => Census.SignInAsync(resident))).Code);
        resident.Password = NewPassword;
        Assert.False(await Census.TakesAsync(resident, resident.Phone!));
        Assert.True(await Census.TakesAsync(resident, phone));
    }
}
