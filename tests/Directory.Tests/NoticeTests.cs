using System.Data;
using System.Net;
using System.Text.Json.Nodes;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.Directories.Tests.Service;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests;

/// <summary>When people are written to, how much at once, and to which of their addresses.</summary>
public sealed class NoticeTests(DirectoryApp app)
{
    private const string Old = "anna@example.hu";
    private const string New = "anna.new@example.org";

    /// <summary>A realm that gathers for a minute, as every realm that says nothing else.</summary>
    private const string Gathering = "dev";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TheFirstChangeIsToldAtOnceAndThoseThatFollowTogether()
    {
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        AuditEvent[] changes =
        [
            Told.Event("factor.confirmed", person) with { Factor = "email" }, Told.Event("password.changed", person, Told.At + 3),
            Told.Event("factor.confirmed", person, Told.At + 1) with { Factor = "totp" }, Told.Event("recovery-codes.issued", person, Told.At + 4),
            Told.Event("factor.removed", person, Told.At + 2) with { Factor = "totp" },
        ];
        await app.RecordAsync(changes[0]);
        var first = Assert.Single(await app.MailsAsync(person));
        Assert.Equal((changes[0].Id + ".1", "enrolment-success"), (first.MailId, first.Template));
        Assert.Null(app.ContentOf(first).Changes);

        foreach (var change in changes[1..])
            await app.RecordAsync(change);
        await app.RelayNoticesAsync();
        Assert.Single(await app.MailsAsync(person));

        await app.AgeNoticesAsync(person, Pause);
        await app.RelayNoticesAsync();
        await app.RelayNoticesAsync();
        var mails = await app.MailsAsync(person);
        Assert.Equal(2, mails.Count);
        Assert.Equal("account-changes", mails[1].Template);
        Assert.Matches("^ntc_[a-z2-7]{26}\\.1$", mails[1].MailId);
        Assert.Equal(TimeSpan.FromHours(24).TotalMilliseconds, mails[1].ExpiresAt - mails[1].CreatedAt);
        Assert.Equal(Old, app.RecipientOf(mails[1]).Address);
        Assert.Equal(
            [
                new MailChange(Told.At + 1, "factor-added", "totp"), new MailChange(Told.At + 2, "factor-removed", "totp"),
                new MailChange(Told.At + 3, "password-changed", null), new MailChange(Told.At + 4, "recovery-codes-issued", null),
            ],
            app.ContentOf(mails[1]).Changes!);
    }

    [Fact]
    public async Task OneThatWaitedAloneHasItsOwnTemplate()
    {
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        await app.RecordAsync(Told.Event("factor.revoked", person));
        await app.RecordAsync(Told.Event("factor.removed", person));
        Assert.Single(await app.MailsAsync(person));
        await app.AgeNoticesAsync(person, Pause);
        await app.RelayNoticesAsync();
        Assert.Equal(["factor-revoked", "factor-removed"], (await app.MailsAsync(person)).ConvertAll(mail => mail.Template));
    }

    [Fact]
    public async Task WhatWaitsLongIsSentByTheServiceItself()
    {
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        await app.RecordAsync(Told.Event("factor.revoked", person));
        await app.RecordAsync(Told.Event("factor.removed", person));
        await app.AgeNoticesAsync(person, Pause);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await app.MailsAsync(person)).Count < 2)
            await Task.Delay(50, limit.Token);
    }

    [Fact]
    public async Task WhatIsOverTheQuotaWaitsForTheDayAndGoesInOneMail()
    {
        var (person, other) = (await app.RegisterWithAddressAsync(Old), await app.RegisterWithAddressAsync(Old));
        for (var i = 0; i < NoticeSender.MostADay + 5; i++)
            await app.RecordAsync(Told.Event("factor.removed", person, Told.At + i));
        await app.RelayNoticesAsync();
        Assert.Equal(NoticeSender.MostADay, (await app.MailsAsync(person)).Count);
        Assert.Single(await app.RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "notice.delayed");
        Assert.Contains($"Account {person.AccountId} of quick was written to 20 times", app.Logs.All, StringComparison.Ordinal);
        await app.RecordAsync(Told.Event("factor.removed", other));
        Assert.Single(await app.MailsAsync(other));

        await app.AgeNoticesAsync(person, TimeSpan.FromHours(23));
        await app.RelayNoticesAsync();
        Assert.Equal(NoticeSender.MostADay, (await app.MailsAsync(person)).Count);
        await app.AgeNoticesAsync(person, TimeSpan.FromHours(1));
        await app.RelayNoticesAsync();
        var mails = await app.MailsAsync(person);
        Assert.Equal(NoticeSender.MostADay + 1, mails.Count);
        Assert.Equal(Enumerable.Range(NoticeSender.MostADay, 5).Select(i => Told.At + i), app.ContentOf(mails[^1]).Changes!.Select(change => change.At));
    }

    [Fact]
    public async Task WhatIsTooMuchForOneMailFollowsInTheNext()
    {
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        for (var i = 0; i < NoticeSender.MostInAMail + 3; i++)
            await app.RecordAsync(Told.Event("factor.removed", person, Told.At + i));
        for (var i = 0; i < 2; i++)
        {
            await app.AgeNoticesAsync(person, Pause);
            await app.RelayNoticesAsync();
        }

        Assert.Equal([1, NoticeSender.MostInAMail, 2], (await app.MailsAsync(person)).ConvertAll(mail => app.ContentOf(mail).Changes?.Count ?? 1));
    }

    [Fact]
    public async Task ASenderThatBreaksOffLeavesAllAndTheNextSendsTheSameMail()
    {
        var stop = TestContext.Current.CancellationToken;
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        for (var i = 0; i < 4; i++)
            await app.RecordAsync(Told.Event("factor.removed", person, Told.At + i));
        string broken;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
            var earlier = (long)Pause.TotalMilliseconds;
            await db.Database.ExecuteSqlAsync($"""UPDATE "Notices" SET "SentAt" = "SentAt" - {earlier} WHERE "AccountId" = {person.AccountId}""", stop);
            await scope.ServiceProvider.GetRequiredService<NoticeSender>().SendAsync(person.AccountId, stop);
            await db.SaveChangesAsync(stop);
            broken = db.Notices.Local.Select(notice => notice.MailId!).Distinct().Single();
        }

        Assert.Single(await app.MailsAsync(person));
        await app.AgeNoticesAsync(person, Pause);
        await app.RelayNoticesAsync();
        await app.RelayNoticesAsync();
        var mails = await app.MailsAsync(person);
        Assert.Equal((2, broken), (mails.Count, mails[1].MailId));
    }

    [Fact]
    public async Task TwoInstancesSendNothingTwice()
    {
        await using var one = new DirectoryApp();
        await one.InitializeAsync();
        await using var other = new DirectoryApp().On(one.Database);
        await other.InitializeAsync();
        var people = new List<Person>();
        for (var i = 0; i < 8; i++)
        {
            people.Add(await one.RegisterWithAddressAsync(Old, Gathering));
            for (var change = 0; change < 4; change++)
                await one.RecordAsync(Told.Event("factor.removed", people[i], Told.At + change));
        }

        foreach (var person in people)
            await one.AgeNoticesAsync(person, Pause);
        await Task.WhenAll(one.RelayNoticesAsync(), other.RelayNoticesAsync(), one.RelayNoticesAsync(), other.RelayNoticesAsync());
        foreach (var person in people)
            Assert.Equal(["factor-removed", "account-changes"], (await one.MailsAsync(person)).ConvertAll(mail => mail.Template));
    }

    [Fact]
    public async Task AChangedAddressIsToldToBoth()
    {
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        await ChangeAddressAsync(person);
        Assert.Equal(
            [("address-changed", Old), ("address-confirmed", New)],
            (await app.MailsAsync(person)).ConvertAll(mail => (mail.Template, app.RecipientOf(mail).Address)));
    }

    [Fact]
    public async Task NoQuotaKeepsTheOldAddressFromItsLastNotice()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        for (var i = 0; i < NoticeSender.MostADay + 2; i++)
            await app.RecordAsync(Told.Event("factor.removed", person, Told.At + i));
        await ChangeAddressAsync(person);
        var mails = await app.MailsAsync(person);
        Assert.Equal(NoticeSender.MostADay + 1, mails.Count);
        Assert.Equal(Old, app.RecipientOf(mails[^1]).Address);
        Assert.Equal(["factor-removed", "factor-removed", "address-changed"], app.ContentOf(mails[^1]).Changes!.Select(change => change.Template));

        await app.AgeNoticesAsync(person, TimeSpan.FromHours(25));
        await app.RelayNoticesAsync();
        var last = (await app.MailsAsync(person))[^1];
        Assert.Equal(("address-confirmed", New), (last.Template, app.RecipientOf(last).Address));
    }

    [Fact]
    public async Task NewsOfWhatWasBeforeTheAddressChangedGoToBoth()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        await ChangeAddressAsync(person);
        var (before, after) = (Told.Event("factor.removed", person), Told.Event("factor.removed", person, Told.At + (long)TimeSpan.FromDays(9000).TotalMilliseconds));
        await app.RecordAsync(before);
        await app.RecordAsync(after);
        Assert.Equal(
            [(before.Id + ".1", New), (before.Id + ".2", Old), (after.Id + ".1", New)],
            (await app.MailsAsync(person))[2..].ConvertAll(mail => (mail.MailId, app.RecipientOf(mail).Address)));
    }

    [Fact]
    public async Task NoAddressIsReadableInWhatWaits()
    {
        var person = await app.RegisterWithAddressAsync("waiting.planted@example.hu", Gathering);
        await app.RecordAsync(Told.Event("factor.removed", person));
        await app.RecordAsync(Told.Event("factor.removed", person));
        var kept = await app.InDatabaseAsync(db => db.Notices.AsNoTracking().Where(notice => notice.AccountId == person.AccountId).ToListAsync());
        Assert.Equal(2, kept.Count);
        Assert.All(kept, notice => Assert.DoesNotContain("planted", System.Text.Json.JsonSerializer.Serialize(notice), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task WhatWasSentIsTakenAwayAfterADayAndWhatWaitsIsNot()
    {
        var person = await app.RegisterWithAddressAsync(Old, Gathering);
        await app.RecordAsync(Told.Event("factor.removed", person));
        await app.RecordAsync(Told.Event("factor.removed", person));
        await app.InDatabaseAsync(db => db.Notices.Where(notice => notice.AccountId == person.AccountId && notice.SentAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(notice => notice.SentAt, TimeProvider.System.GetUtcNow().AddHours(-25))));
        await app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Housekeeping>().Single().SweepAsync(TestContext.Current.CancellationToken);
        Assert.Null((await app.InDatabaseAsync(db => db.Notices.AsNoTracking().SingleAsync(notice => notice.AccountId == person.AccountId))).SentAt);
    }

    private async Task ChangeAddressAsync(Person person)
    {
        var path = $"/v1/accounts/{person.AccountId}";
        (await app.Main.SendAsync(HttpMethod.Patch, path, new JsonObject { ["email"] = New }.ToJsonString(), app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        (await app.Main.PostAsync(path + "/email/confirm", new JsonObject { ["code"] = MailProofs.Code })).Expect(HttpStatusCode.OK);
    }
}
