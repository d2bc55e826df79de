using Mfa.Client;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H7: password and revocation code remove the app and open an enrolment; a closed browser loses nothing, and the code is used up by the new factor.</summary>
internal sealed class H7LostPhone(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.WithAppAsync();
        await RevokeAsync(resident.Name, resident.Password, resident.RevocationCode);
        Visitor.AssertAt("/hu/enrol");
        Assert.DoesNotContain("totp", await Census.FactorsAsync(resident));
        await Visitor.Context.ClearCookiesAsync();

        await RevokeAsync(resident.Name, resident.Password, resident.RevocationCode.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));
        Visitor.AssertAt("/hu/enrol");
        await Visitor.LookAsync("hu-enrol-choose-lost");
        await Visitor.FollowAsync("/hu/enrol/email");
        Assert.Equal(0, await Visitor.Field("password").CountAsync());
        await Visitor.SubmitAsync();
        await Visitor.TypeMailedCodeAsync(Running, resident, "Confirm");

        Visitor.AssertAt("/hu/enrol/done");
        Assert.Equal(["email"], await Census.FactorsAsync(resident));
        var refused = await Assert.ThrowsAsync<MfaProblemException>(() => Running.Api.Factors.RevokeAsync(
            new RevokeFactorRequest { Realm = resident.Realm, Identifier = resident.Name, Password = resident.Password, RevocationCode = resident.RevocationCode }));
        Assert.Equal(ProblemCodes.InvalidCredentials, refused.Code);
    }

    private async Task RevokeAsync(string name, string password, string code)
    {
        await Visitor.GoAsync("/hu");
        await Visitor.FollowAsync("/hu/lost-phone");
        await Visitor.LookAsync("hu-lost-phone");
        await Visitor.TypeAsync("identifier", name);
        await Visitor.TypeAsync("password", password);
        await Visitor.TypeAsync("code", code);
        await Visitor.SubmitAsync();
    }
}
