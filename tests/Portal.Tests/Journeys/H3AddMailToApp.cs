namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H3: a person who has the app adds e-mail; one code of the app is the step-up, and both work from then on.</summary>
internal sealed class H3AddMailToApp(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.WithAppAsync();
        await Visitor.OpenAccountAsync(resident);
        await Visitor.LookAsync("hu-account");
        Assert.Contains("Ügyfélkapu+ igénylés e-mailes kóddal", await Visitor.SaysAsync(), StringComparison.Ordinal);
        await Visitor.FollowAsync("/hu/enrol/email");

        Visitor.AssertAt("/hu/enrol/email");
        await Visitor.TypeAsync("password", resident.Password);
        await Visitor.SubmitAsync();
        await Visitor.TypeMailedCodeAsync(Running, resident, "Confirm");

        Visitor.AssertAt("/hu/enrol/done");
        await Visitor.FollowAsync("/hu/account");
        Visitor.AssertAt("/hu/account");
        await Visitor.LookAsync("hu-account-both");
        Assert.Equal(["email", "totp"], await Census.FactorsAsync(resident));
        Assert.True(await Census.TakesAsync(resident, resident.Phone!));
    }
}
