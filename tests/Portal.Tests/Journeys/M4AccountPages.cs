namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>M4: opening the account pages asks for a code; with the phone lost as in H7, MPass has its own way to them.</summary>
internal sealed class M4AccountPages(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.ActivatedAsync();
        await Visitor.GoAsync("/md/account");
        Visitor.AssertAt("/md/activation");
        await Visitor.OpenAccountAsync(resident);
        await Visitor.LookAsync("md-account");
        Assert.Contains(resident.Name, await Visitor.SaysAsync(), StringComparison.Ordinal);

        await Visitor.FollowAsync("/md/account/address");
        await Visitor.LookAsync("md-account-address");
        await Visitor.FollowAsync("/md/account/recovery-codes");
        await Visitor.LookAsync("md-recovery-codes");
        await Visitor.FollowAsync("/md/account/password");
        await Visitor.LookAsync("md-account-password");
        await Visitor.FollowAsync("/md/account");
        await Visitor.FollowAsync("/md/enrol/app");
        await Visitor.LookAsync("md-enrol-app-move");

        // The code opened the account pages, not a service.
        await Visitor.GoAsync("/md/service");
        Assert.NotEqual("/md/service", Visitor.Path);
        await Visitor.GoAsync("/md/lost-phone");
        await Visitor.LookAsync("md-lost-phone");
    }
}
