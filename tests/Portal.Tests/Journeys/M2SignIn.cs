namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>M2: personal number, password and the app's code.</summary>
internal sealed class M2SignIn(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.ActivatedAsync();
        await Visitor.ToNumberAsync("ecertificat");
        await Visitor.SignInAsync(resident, await resident.Phone!.NextCodeAsync());

        Visitor.AssertAt("/md/service");
        await Visitor.LookAsync("md-service");
        Assert.Equal("Certificate electronice", await Visitor.HeadingAsync());
        await Visitor.AssertSignedInAsync(resident, "mfa:3", "pwd", "otp", "mfa");
    }
}
