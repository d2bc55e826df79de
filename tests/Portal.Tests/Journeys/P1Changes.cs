using System.Text.Json.Nodes;
using Mfa.Client;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>P1: another password, another address with a code to it, a copy of the data, and the end of the account.</summary>
internal sealed class P1Changes(Scene scene) : Journey(scene)
{
    private const string NewPassword = "a loud sea at noon";

    public override async Task WalkAsync()
    {
        var resident = await Census.WithAppAsync();
        await Visitor.OpenAccountAsync(resident);
        await ChangePasswordAsync(resident);
        await ChangeAddressAsync(resident);
        await ExportAsync(resident);
        await Visitor.GoAsync("/hu/account/over");
        await Visitor.LookAsync("hu-account-over");
        await EraseAsync(resident);
    }

    private async Task ChangePasswordAsync(Resident resident)
    {
        await Visitor.FollowAsync("/hu/account/password");
        await Visitor.LookAsync("hu-account-password");
        await Visitor.TypeAsync("current", resident.Password);
        await Visitor.TypeAsync("password", NewPassword);
        await Visitor.TypeAsync("repeated", NewPassword);
        await Visitor.SubmitAsync();
        Visitor.AssertAt("/hu/account");
        resident.Password = NewPassword;
        Assert.NotEmpty(await Census.SignInAsync(resident));
    }

    private async Task ChangeAddressAsync(Resident resident)
    {
        var address = "new-" + resident.Email;
        await Visitor.FollowAsync("/hu/account/address");
        await Visitor.LookAsync("hu-account-address");
        await Visitor.TypeAsync("email", address);
        await Visitor.SubmitAsync();
        Visitor.AssertAt("/hu/account/address");
        await Visitor.LookAsync("hu-account-address-code");
        Assert.Equal(resident.Email, (await Running.Api.Accounts.GetAsync(resident.AccountId)).Email);
        await Visitor.TypeAsync("code", (await Running.Mails.WaitForCodeAsync(address)).Code);
        await Visitor.SubmitAsync("Confirm");

        Assert.Equal(address, (await Running.Api.Accounts.GetAsync(resident.AccountId)).Email);
    }

    private async Task ExportAsync(Resident resident)
    {
        await Visitor.FollowAsync("/hu/account/data");
        await Visitor.LookAsync("hu-account-data");
        var download = await Visitor.Page.RunAndWaitForDownloadAsync(() => Visitor.Page.Locator("main a[href*='handler=Export']").ClickAsync());
        var held = JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()))!.ToJsonString();
        Assert.Contains(resident.AccountId, held, StringComparison.Ordinal);
        Assert.DoesNotContain(resident.Phone!.Secret, held, StringComparison.Ordinal);
    }

    private async Task EraseAsync(Resident resident)
    {
        await Visitor.GoAsync("/hu/account/data");
        await Visitor.TickAsync("understood");
        await Visitor.SubmitAsync("Erase");
        Visitor.AssertAt("/hu");
        await Visitor.LookAsync("hu-erased");
        Assert.Equal(ProblemCodes.InvalidCredentials, (await Assert.ThrowsAsync<MfaProblemException>(() => Census.SignInAsync(resident))).Code);
    }
}
