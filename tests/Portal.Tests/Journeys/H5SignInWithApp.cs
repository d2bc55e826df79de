namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H5: name, password and the app's code on one page.</summary>
internal sealed class H5SignInWithApp(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.WithAppAsync();
        await Visitor.ToPasswordAsync("eeszt", "totp");
        await Visitor.TypeNameAndPasswordAsync(resident, await resident.Phone!.NextCodeAsync());
        await Visitor.PressAsync("Bejelentkezés");

        await Visitor.LookAsync("hu-service-app");
        await Visitor.AssertSignedInAsync(resident, "mfa:3", "pwd", "otp", "mfa");

        await Visitor.SubmitToAsync("/hu/sign-out");
        Visitor.AssertAt("/hu");
        await Visitor.LookAsync("hu-signed-out");
        await Visitor.GoAsync("/hu/service");
        Visitor.AssertAt("/hu");
    }
}
