using System.Text.Json.Nodes;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>What many journeys have in common: the way in, the set-up of a phone, and what a service shows at the end.</summary>
internal static class Steps
{
    /// <summary>In Hungary, from the first page to where name and password are asked for.</summary>
    /// <param name="service">Null: the account pages.</param>
    /// <param name="way"><c>none</c>, <c>totp</c> or <c>email</c>.</param>
    public static async Task ToPasswordAsync(this Visitor visitor, string? service, string way)
    {
        await visitor.GoAsync("/hu");
        await visitor.LookAsync("hu-home");
        await visitor.FollowAsync(service is null ? "/hu/sign-in" : $"/hu/sign-in?service={service}");
        await visitor.LookAsync(service is null ? "hu-ways-account" : "hu-ways");
        await visitor.ChooseAsync($"way={way}");
        visitor.AssertAt("/hu/sign-in/password");
        await visitor.LookAsync($"hu-password-{way}");
    }

    /// <summary>In Moldova, from the first page to where number, password and code are asked for.</summary>
    /// <param name="service">Null: the account pages.</param>
    public static async Task ToNumberAsync(this Visitor visitor, string? service)
    {
        await visitor.ToStartAsync(service);
        await visitor.LeaveByAsync(() => visitor.Page.Locator("main a[href^='/md/sign-in/password']").ClickAsync());
        visitor.AssertAt("/md/sign-in/password");
        await visitor.LookAsync("md-password");
    }

    /// <summary>In Moldova, from the first page to the choice between a code and none.</summary>
    public static async Task ToStartAsync(this Visitor visitor, string? service)
    {
        await visitor.GoAsync("/md");
        await visitor.LookAsync("md-home");
        await visitor.FollowAsync(service is null ? "/md/sign-in" : $"/md/sign-in?service={service}");
        visitor.AssertAt("/md/activation");
        await visitor.LookAsync("md-start");
    }

    public static async Task TypeNameAndPasswordAsync(this Visitor visitor, Resident resident, string? code = null)
    {
        await visitor.TypeAsync("identifier", resident.Name);
        await visitor.TypeAsync("password", resident.Password);
        if (code is not null)
            await visitor.TypeAsync("code", code);
    }

    public static async Task SignInAsync(this Visitor visitor, Resident resident, string? code = null)
    {
        await visitor.TypeNameAndPasswordAsync(resident, code);
        await visitor.SubmitAsync();
    }

    /// <summary>In Hungary, somebody new with codes by mail, to where the mailed code is asked for.</summary>
    public static async Task<Resident> ToMailCodeAsync(this Visitor visitor, DeveloperSystem system)
    {
        var resident = await new Census(system).WithMailAsync();
        await visitor.ToPasswordAsync("eeszt", "email");
        await visitor.SignInAsync(resident);
        return resident;
    }

    /// <summary>Opens the account pages with the app's code.</summary>
    public static async Task OpenAccountAsync(this Visitor visitor, Resident resident)
    {
        var isHungarian = resident.Realm == RealmIds.Hungary;
        await (isHungarian ? visitor.ToPasswordAsync(service: null, "totp") : visitor.ToNumberAsync(service: null));
        await visitor.SignInAsync(resident, await resident.Phone!.NextCodeAsync());
        visitor.AssertAt(isHungarian ? "/hu/account" : "/md/account");
    }

    /// <summary>Types a code that was mailed into the form that waits for it.</summary>
    public static async Task TypeMailedCodeAsync(this Visitor visitor, DeveloperSystem system, Resident resident, string? handler = null)
    {
        await visitor.TypeAsync("code", (await resident.NextCodeMailAsync(system)).Code);
        await visitor.SubmitAsync(handler);
    }

    /// <summary>Sets a phone up by the secret that the page shows, and types its first code.</summary>
    public static async Task<Phone> SetUpPhoneAsync(this Visitor visitor)
    {
        Assert.EndsWith("/enrol/scan", visitor.Path, StringComparison.Ordinal);
        var phone = new Phone((await visitor.Page.Locator("#secret").TextContentAsync())!);
        await visitor.TypeAsync("code", await phone.NextCodeAsync());
        await visitor.SubmitAsync();
        return phone;
    }

    /// <summary>Says that the revocation code is saved.</summary>
    /// <returns>The code.</returns>
    public static async Task<string> SaveRevocationCodeAsync(this Visitor visitor)
    {
        Assert.EndsWith("/enrol/revocation-code", visitor.Path, StringComparison.Ordinal);
        await visitor.LookAsync(visitor.Path.StartsWith("/hu", StringComparison.Ordinal) ? "hu-revocation-code" : "md-revocation-code");
        var code = (await visitor.Page.Locator("#revocation-code").TextContentAsync())!.Trim();
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", code);
        await visitor.TickAsync("saved");
        await visitor.SubmitAsync();
        return code;
    }

    /// <summary>A service shows the assertion that the portal has checked.</summary>
    public static async Task AssertSignedInAsync(this Visitor visitor, Resident resident, string acr, params string[] amr)
    {
        Assert.EndsWith("/service", visitor.Path, StringComparison.Ordinal);
        var claims = JsonNode.Parse((await visitor.Page.Locator("main pre.text").TextContentAsync())!)!;
        Assert.Equal((resident.AccountId, acr), (claims["sub"]!.GetValue<string>(), claims["acr"]!.GetValue<string>()));
        Assert.Equal(amr, claims["amr"]!.AsArray().Select(method => method!.GetValue<string>()));
    }
}
