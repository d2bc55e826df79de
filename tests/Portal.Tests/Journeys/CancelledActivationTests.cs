using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>"Anulează" at any step of an activation leaves no factor and no secret behind, and of a new person no account.</summary>
public sealed class CancelledActivationTests(PortalSystem portal)
{
    [Theory]
    [InlineData("/md/activation/steps")]
    [InlineData("/md/activation/sign")]
    [InlineData("/md/activation/password")]
    [InlineData("/md/enrol/scan")]
    public async Task OfANewPersonNothingIsLeft(string step)
    {
        await using var visitor = await portal.VisitAsync(Browsing.InMoldova);
        var system = await portal.SystemAsync();
        var signer = await Signer.NewAsync(system);
        await ComeToAsync(visitor, signer, step);

        await visitor.PressAsync("Anulează");

        visitor.AssertAt("/md");
        await visitor.LookAsync("md-cancelled");
        await Eventually.IsTrueAsync(async () => !await new Census(system).KnowsAsync(RealmIds.Moldova, signer.Number), "the end of the account");
        await visitor.GoAsync("/md/enrol/scan");
        Assert.NotEqual("/md/enrol/scan", visitor.Path);
    }

    [Fact]
    public async Task WhoHadAnAccountKeepsItAndItsApp()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InMoldova);
        var census = new Census(await portal.SystemAsync());
        var resident = await census.ActivatedAsync();
        await ComeToAsync(visitor, resident.Signer!, "/md/enrol/scan");

        await visitor.PressAsync("Anulează");

        visitor.AssertAt("/md");
        Assert.Equal(["totp"], await census.FactorsAsync(resident));
    }

    private static async Task ComeToAsync(Visitor visitor, Signer signer, string step)
    {
        await visitor.ToStartAsync("declaratii");
        await visitor.SubmitAsync();
        if (visitor.Path != step)
            await visitor.SubmitAsync();
        if (visitor.Path != step)
            await visitor.SignAsync(signer);
        if (visitor.Path == step)
            return;
        await visitor.TypeNewPasswordAsync("a quiet river at dusk");
        await visitor.SubmitAsync();
        visitor.AssertAt(step);
    }
}
