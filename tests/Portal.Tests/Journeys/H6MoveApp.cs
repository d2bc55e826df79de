namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H6: to another phone; the old secret and the old revocation code end when the new one is confirmed.</summary>
internal sealed class H6MoveApp(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.WithAppAsync();
        await Visitor.OpenAccountAsync(resident);
        await Visitor.FollowAsync("/hu/enrol/app");
        await Visitor.LookAsync("hu-enrol-app-move");
        await Visitor.TypeAsync("password", resident.Password);
        await Visitor.SubmitAsync();

        var phone = await Visitor.SetUpPhoneAsync();
        var code = await Visitor.SaveRevocationCodeAsync();

        Visitor.AssertAt("/hu/enrol/done");
        await Visitor.FollowAsync("/hu/account");
        Visitor.AssertAt("/hu/account");
        Assert.Equal(["totp"], await Census.FactorsAsync(resident));
        Assert.NotEqual(resident.RevocationCode, code);
        Assert.True(await Census.TakesAsync(resident, phone));
        Assert.False(await Census.TakesAsync(resident, resident.Phone!));
    }
}
