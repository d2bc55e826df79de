using System.Globalization;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>Codes that are wrong, too many of them, or of a phone whose clock is.</summary>
public sealed class CodeFailureTests(PortalSystem portal)
{
    private const int Attempts = 5;

    [Fact]
    public async Task AWrongCodeOfTheAppSaysHowManyTriesAreLeftUntilThereIsNone()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var resident = await new Census(await portal.SystemAsync()).WithAppAsync();
        var wrong = await resident.Phone!.WrongCodeAsync();
        await visitor.ToPasswordAsync("eeszt", "totp");
        await visitor.SignInAsync(resident, wrong);
        await visitor.LookAsync("hu-app-code-wrong");

        for (var left = Attempts - 1; left > 0; left--)
        {
            visitor.AssertAt("/hu/sign-in/app-code");
            await visitor.AssertToldAsync("Problem.invalid-code", left.ToString(CultureInfo.InvariantCulture));
            await visitor.TypeAsync("code", wrong);
            await visitor.SubmitAsync();
        }

        await visitor.AssertToldAsync("Problem.challenge-locked");
        await visitor.LookAsync("hu-app-code-locked");
        await visitor.TypeAsync("code", await resident.Phone.NextCodeAsync());
        await visitor.SubmitAsync();
        await visitor.AssertSignedInAsync(resident, "mfa:3", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task AfterTooManyWrongCodesAnotherIsMailed()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var system = await portal.SystemAsync();
        var resident = await visitor.ToMailCodeAsync(system);
        var right = (await resident.NextCodeMailAsync(system)).Code;
        var wrong = ((int.Parse(right, CultureInfo.InvariantCulture) + 1) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        for (var tried = 1; tried <= Attempts; tried++)
        {
            await visitor.TypeAsync("code", wrong);
            await visitor.SubmitAsync();
        }

        visitor.AssertAt("/hu/sign-in/mail-code");
        await visitor.AssertToldAsync("Problem.challenge-locked");
        await visitor.LookAsync("hu-mail-code-locked");
        await visitor.SubmitAsync("Mail");
        await visitor.TypeMailedCodeAsync(system, resident);
        await visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
    }

    [Fact]
    public async Task AMailThatIsAskedForAgainTooSoonIsToldWhenItMayBe()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var system = await portal.SystemAsync();
        var resident = await visitor.ToMailCodeAsync(system);
        var mail = await resident.NextCodeMailAsync(system);
        await visitor.SubmitAsync("Resend");

        visitor.AssertAt("/hu/sign-in/mail-code");
        Assert.Matches("^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", Assert.Single(await visitor.AssertToldWithAsync("Problem.mail-quota.when")));
        await visitor.TypeAsync("code", mail.Code);
        await visitor.SubmitAsync();
        await visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
    }

    [Fact]
    public async Task WhatIsNoCodeAtAllCostsNoTry()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var resident = await new Census(await portal.SystemAsync()).WithAppAsync();
        await visitor.ToPasswordAsync("eeszt", "totp");
        await visitor.SignInAsync(resident, "12345");
        visitor.AssertAt("/hu/sign-in/app-code");
        await visitor.AssertToldAsync("Notice.CodeForm", "6");

        var code = await resident.Phone!.NextCodeAsync();
        await visitor.TypeAsync("code", $"{code[..3]} {code[3..]}");
        await visitor.SubmitAsync();
        await visitor.AssertSignedInAsync(resident, "mfa:3", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task AWrongPasswordSaysNothingOfTheAccount()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var resident = await new Census(await portal.SystemAsync()).NewAsync();
        foreach (var (name, password) in new[] { (resident.Name, "not the password"), ("nobody." + resident.Name, resident.Password) })
        {
            await visitor.GoAsync("/hu/sign-in/password?service=eeszt&way=totp");
            await visitor.TypeAsync("identifier", name);
            await visitor.TypeAsync("password", password);
            await visitor.SubmitAsync();
            visitor.AssertAt("/hu/sign-in/password");
            await visitor.AssertToldAsync("Problem.invalid-credentials");
            Assert.Equal(name, await visitor.Field("identifier").InputValueAsync());
            Assert.Empty(await visitor.Field("password").InputValueAsync());
        }

        await visitor.LookAsync("hu-password-wrong");
    }

    [Theory]
    [InlineData(180, "ahead")]
    [InlineData(-180, "behind")]
    public async Task AClockThatIsOffIsToldInSeconds(int seconds, string way)
    {
        await using var visitor = await portal.VisitAsync(Browsing.InMoldova);
        var signer = await Signer.NewAsync(await portal.SystemAsync());
        await visitor.ToSigningAsync("declaratii");
        await visitor.SignAsync(signer);
        await visitor.TypeNewPasswordAsync("a quiet river at dusk");
        await visitor.SubmitAsync();
        var phone = new Phone((await visitor.Page.Locator("#secret").TextContentAsync())!);

        await visitor.TypeAsync("code", await phone.CodeOfAWrongClockAsync(seconds));
        await visitor.SubmitAsync();

        visitor.AssertAt("/md/enrol/scan");
        await visitor.LookAsync("md-scan-clock");
        var told = await visitor.AssertToldWithAsync($"Problem.invalid-code.{way}");
        Assert.InRange(int.Parse(told[0], CultureInfo.InvariantCulture), 150, 210);
        await visitor.TypeAsync("code", await phone.NextCodeAsync());
        await visitor.SubmitAsync();
        await visitor.SaveRevocationCodeAsync();
    }
}
