using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>P1: what is enrolled, since when, last used; recovery codes, one of which stands in for the phone; recent activity; a new revocation code; a removal.</summary>
internal sealed class P1FactorsPage(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Census.WithBothAsync();
        await Visitor.OpenAccountAsync(resident);
        await AssertFactsAsync();
        var codes = await MakeCodesAsync();
        await Visitor.FollowAsync("/hu/account/activity");
        await Visitor.LookAsync("hu-account-activity");
        Assert.NotEqual(0, await Visitor.Page.Locator("table.list tbody tr").CountAsync());
        await RenewRevocationCodeAsync(resident);
        await RemoveMailAsync(resident);
        await SignInWithACodeAsync(resident, codes[3].ToLowerInvariant());
    }

    private async Task AssertFactsAsync()
    {
        var facts = await Visitor.SaysAsync();
        var today = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Budapest"));
        Assert.Contains(today.ToString("d", System.Globalization.CultureInfo.GetCultureInfo("hu")), facts, StringComparison.Ordinal);
        Assert.Contains("p…@e….hu", facts, StringComparison.Ordinal);
    }

    private async Task<string[]> MakeCodesAsync()
    {
        await Visitor.FollowAsync("/hu/account/recovery-codes");
        await Visitor.LookAsync("hu-recovery-codes");
        await Visitor.SubmitAsync();
        await Visitor.LookAsync("hu-recovery-codes-made");
        string[] codes = [.. (await Visitor.Page.Locator("#codes code").AllInnerTextsAsync()).Select(code => code.Trim())];
        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        await Visitor.TickAsync("saved");
        await Visitor.SubmitAsync("Done");
        Visitor.AssertAt("/hu/account");
        return codes;
    }

    private async Task RenewRevocationCodeAsync(Resident resident)
    {
        await Visitor.GoAsync("/hu/account");
        await Visitor.FollowAsync("/hu/account/revocation-code");
        await Visitor.LookAsync("hu-new-revocation-code");
        await Visitor.SubmitAsync();
        Assert.NotEqual(resident.RevocationCode, await Visitor.SaveRevocationCodeAsync());
        Visitor.AssertAt("/hu/account");
    }

    private async Task RemoveMailAsync(Resident resident)
    {
        // The mail factor's card names the address.
        var card = Visitor.Page.Locator("main section.card", new() { HasText = "p…@e….hu" });
        await Visitor.LeaveByAsync(() => card.Locator("a[href^='/hu/account/remove/']").ClickAsync());
        await Visitor.LookAsync("hu-remove");
        await Visitor.SubmitAsync();
        Visitor.AssertAt("/hu/account");
        Assert.Equal(["totp"], await Census.FactorsAsync(resident));
    }

    private async Task SignInWithACodeAsync(Resident resident, string code)
    {
        await Visitor.Context.ClearCookiesAsync();
        await Visitor.ToPasswordAsync("eeszt", "totp");
        await Visitor.SignInAsync(resident);
        Visitor.AssertAt("/hu/sign-in/app-code");
        await Visitor.LookAsync("hu-app-code");
        await Visitor.FollowAsync("/hu/sign-in/recovery-code");
        await Visitor.LookAsync("hu-recovery-code");
        await Visitor.TypeAsync("code", code);
        await Visitor.SubmitAsync();
        await Visitor.LookAsync("hu-service-recovery");
        await Visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "mca");
    }
}
