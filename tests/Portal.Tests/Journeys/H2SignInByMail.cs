namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H2: at a relying service; the page and the mail show the same three digits, and the mail names the service.</summary>
internal sealed class H2SignInByMail(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.WithMailAsync();
        await Visitor.ToPasswordAsync("eszja", "email");
        await Visitor.TypeNameAndPasswordAsync(resident);
        await Visitor.PressAsync("Bejelentkezés");

        Visitor.AssertAt("/hu/sign-in/mail-code");
        await Visitor.LookAsync("hu-mail-code");
        Assert.Contains(resident.Name, await Visitor.SaysAsync(), StringComparison.Ordinal);
        var identifier = (await Visitor.Page.Locator(".identifier").InnerTextAsync()).Trim();
        Assert.Matches("^[0-9]{3}$", identifier);
        var mail = await resident.NextCodeMailAsync(Running);
        Assert.Equal("Ügyfélkapu+ hitelesítő kód", mail.Subject);
        Assert.Contains($"Munkamenet-azonosító: {identifier}", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Szolgáltatás: eSZJA", mail.Text, StringComparison.Ordinal);
        await Visitor.TypeAsync("code", mail.Code);
        await Visitor.PressAsync("Bejelentkezés");

        Visitor.AssertAt("/hu/service");
        await Visitor.LookAsync("hu-service");
        Assert.Equal("eSZJA", await Visitor.HeadingAsync());
        await Visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
        Assert.Equal(2, await resident.CodeMailsAsync(Running));
    }
}
