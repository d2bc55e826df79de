using System.Net;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>What a person is told of an operator's reset.</summary>
public sealed class ResetNoticeTests(DirectoryApp app)
{
    [Theory]
    [InlineData("factor.reset-requested", null)]
    [InlineData("factor.reset-approved", "factor-reset")]
    public async Task ThatThereIsACodeIsWrittenAtOnceAndChangesNothingOfTheAccount(string type, string? template)
    {
        var person = await app.RegisterWithAddressAsync("anna@example.hu");
        var before = await ChangedAtAsync(person);

        await app.RecordAsync(Told.Event(type, person) with { Factor = "totp", RelyingParty = "rp_desk", Reason = "lost phone" });

        Assert.Equal(template is null ? [] : [template], (await app.MailsAsync(person)).Select(mail => mail.Template));
        Assert.Equal(before, await ChangedAtAsync(person));
        var activity = (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}/activity")).Expect(HttpStatusCode.OK);
        Assert.Equal(template is not null, activity.Content.Contains(type, StringComparison.Ordinal));
        Assert.DoesNotContain("lost phone", activity.Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reset", "factor-reset-used")]
    [InlineData(null, "factor-revoked")]
    public async Task WhichCodeEndedAFactorIsSaid(string? reason, string template)
    {
        var person = await app.RegisterWithAddressAsync("anna@example.hu");
        var before = await ChangedAtAsync(person);

        await app.RecordAsync(Told.Event("factor.revoked", person, DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds()) with { Factor = "totp", Reason = reason });

        var mail = Assert.Single(await app.MailsAsync(person));
        Assert.Equal((template, "totp"), (mail.Template, app.ContentOf(mail).Factor));
        Assert.NotEqual(before, await ChangedAtAsync(person));
    }

    private async Task<string> ChangedAtAsync(Person person) => (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("securityChangedAt");
}
