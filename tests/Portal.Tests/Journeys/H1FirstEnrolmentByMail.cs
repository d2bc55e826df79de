namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H1: the password, the password again, and a code to the address on record, which becomes the factor and signs in.</summary>
internal sealed class H1FirstEnrolmentByMail(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.NewAsync();
        await Visitor.ToPasswordAsync("eeszt", "email");
        await Visitor.SignInAsync(resident);

        Visitor.AssertAt("/hu/enrol/email");
        Assert.Equal("Ügyfélkapu+ igénylése e-mailes kóddal", await Visitor.HeadingAsync());
        await Visitor.LookAsync("hu-enrol-email");
        await Visitor.TypeAsync("password", resident.Password);
        await Visitor.PressAsync("Megerősítő kód küldése");

        Visitor.AssertAt("/hu/enrol/email");
        await Visitor.LookAsync("hu-enrol-email-code");
        var mail = await resident.NextCodeMailAsync(Running);
        Assert.Equal("Ügyfélkapu+ igénylés – Megerősítő kód", mail.Subject);
        await Visitor.TypeAsync("code", mail.Code);
        await Visitor.PressAsync("Megerősítés");

        Visitor.AssertAt("/hu/enrol/done");
        await Visitor.LookAsync("hu-done-email");
        await Visitor.FollowAsync("/hu/service");
        await Visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
        Assert.Equal(["email"], await Census.FactorsAsync(resident));
        await Running.Mails.WaitAsync(resident.Email, "Sikeres Ügyfélkapu+ igénylés");
        Assert.Equal(1, await resident.CodeMailsAsync(Running));
    }
}
