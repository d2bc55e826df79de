using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>M1: the electronic signature makes the account, a password and an app make it whole; the app's first code signs in. An address may be added.</summary>
internal sealed class M1Activation(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var signer = await Signer.OfTheSampleAuthorityAsync(Running);
        await Visitor.ToStartAsync("declaratii");
        Assert.Equal("Autentificare în doi pași", await Visitor.HeadingAsync());
        await Visitor.PressAsync("Nu am cod de verificare");
        await Visitor.LookAsync("md-steps");
        await Visitor.PressAsync("Setează codul de verificare");
        await Visitor.SignAsync(signer);

        Visitor.AssertAt("/md/activation/password");
        await Visitor.LookAsync("md-new-password");
        var account = await Running.Api.Accounts.LookUpAsync(RealmIds.Moldova, signer.Number);
        var resident = new Resident(RealmIds.Moldova, account.Id, signer.Number);
        await Visitor.TypeNewPasswordAsync(resident.Password);

        Visitor.AssertAt("/md/activation/install");
        await Visitor.LookAsync("md-install");
        await Visitor.SubmitAsync();
        await SetUpAsync();
        await AddAddressAsync(resident);

        Visitor.AssertAt("/md/enrol/done");
        await Visitor.LookAsync("md-done");
        await Visitor.FollowAsync("/md/service");
        await Visitor.LookAsync("md-service-activated");
        await Visitor.AssertSignedInAsync(resident, "mfa:3", "sc", "otp", "mfa");
        Assert.Equal(["totp"], await Census.FactorsAsync(resident));
    }

    private async Task SetUpAsync()
    {
        Visitor.AssertAt("/md/enrol/scan");
        await Visitor.LookAsync("md-scan");
        Assert.Contains("Nu puteți scana codul QR?", await Visitor.SaysAsync(), StringComparison.Ordinal);
        var phone = new Phone((await Visitor.Page.Locator("#secret").TextContentAsync())!);
        await Visitor.TypeAsync("code", await phone.NextCodeAsync());
        await Visitor.PressAsync("Confirmă");
        await Visitor.SaveRevocationCodeAsync();
    }

    private async Task AddAddressAsync(Resident resident)
    {
        Visitor.AssertAt("/md/activation/address");
        await Visitor.LookAsync("md-address");
        await Visitor.TypeAsync("email", resident.Email);
        await Visitor.SubmitAsync();
        Visitor.AssertAt("/md/activation/address");
        await Visitor.LookAsync("md-address-code");
        Assert.Null((await Running.Api.Accounts.GetAsync(resident.AccountId)).Email);
        await Visitor.TypeMailedCodeAsync(Running, resident, "Confirm");
        Assert.Equal(resident.Email, (await Running.Api.Accounts.GetAsync(resident.AccountId)).Email);
    }
}
