using Mfa.Samples.Portal.Tests.People;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H4: who came with the password alone chooses the app: a mailed code before the QR code, the revocation code after the first code of the phone.</summary>
internal sealed class H4FirstEnrolmentWithApp(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.NewAsync();
        await Visitor.ToPasswordAsync("magyarorszag", "none");
        await Visitor.SignInAsync(resident);

        Visitor.AssertAt("/hu/enrol");
        await Visitor.LookAsync("hu-enrol-choose");
        await Visitor.FollowAsync("/hu/enrol/app");
        await Visitor.LookAsync("hu-enrol-app");
        await Visitor.TypeAsync("password", resident.Password);
        await Visitor.SubmitAsync();

        Visitor.AssertAt("/hu/enrol/prove");
        await Visitor.LookAsync("hu-enrol-prove");
        Assert.Equal(0, await Visitor.Page.Locator("figure.qr").CountAsync());
        await Visitor.TypeMailedCodeAsync(Running, resident);

        Visitor.AssertAt("/hu/enrol/scan");
        await Visitor.LookAsync("hu-enrol-scan");
        await AssertPictureAsync(resident);
        var phone = await Visitor.SetUpPhoneAsync();
        await Visitor.SaveRevocationCodeAsync();

        Visitor.AssertAt("/hu/enrol/done");
        await Visitor.LookAsync("hu-done-app");
        await Visitor.FollowAsync("/hu/service");
        await Visitor.AssertSignedInAsync(resident, "mfa:3", "pwd", "otp", "mfa");
        Assert.Equal(["totp"], await Census.FactorsAsync(resident));
        Assert.True(await Census.TakesAsync(resident, phone));
        await Visitor.GoAsync("/hu/enrol/scan");
        Assert.Equal(0, await Visitor.Page.Locator("figure.qr").CountAsync());
    }

    /// <summary>What an app reads from the picture is what the page gives to type, in groups of four.</summary>
    private async Task AssertPictureAsync(Resident resident)
    {
        var secret = (await Visitor.Page.Locator("#secret").TextContentAsync())!.Trim();
        Assert.Matches("^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$", secret);
        var read = new Uri(await Tool.ZbarimgAsync(await Visitor.Page.Locator("figure.qr img").ScreenshotAsync()));
        Assert.Equal(("otpauth", "totp"), (read.Scheme, read.Host));
        Assert.Equal($"/Ügyfélkapu+:{resident.Name}", Uri.UnescapeDataString(read.AbsolutePath));
        Assert.Equal(new Phone(secret).Secret, System.Web.HttpUtility.ParseQueryString(read.Query)["secret"]);
    }
}
