using System.Text.Json.Nodes;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Notices;
using Mfa.Directories.Tests.Service;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests;

/// <summary>What the services tell is kept, and what it deserves is written.</summary>
public sealed class RecordAuditEventTests(DirectoryApp app)
{
    private const string Address = "notified@example.hu";

    [Fact]
    public async Task AnEventIsKeptOnceHoweverOftenAndInWhichOrderItIsTold()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        AuditEvent[] told = [.. Enumerable.Range(0, 4).Select(_ => Event("factor.removed", person))];
        foreach (var delivery in told.Concat(told.Reverse()).Concat(told))
            await RecordAsync(delivery);
        await Task.WhenAll(told.Select(RecordAsync));
        var kept = await EntriesAsync(person);
        Assert.Equal(told.Select(one => one.Id), kept.Select(entry => entry.Id));
        Assert.Equal(4, (await MailsAsync(person)).Count);
    }

    [Fact]
    public async Task WhatIsKeptIsWhatWasTold()
    {
        var told = Event("challenge.approved", new Person("dev", OpaqueId.New("acc_"), "")) with
        {
            RelyingParty = "rp_1",
            Session = "sid_1",
            ChallengeId = "chl_1",
            FactorId = "fac_1",
            Factor = "totp",
            Purpose = "sign-in",
            Reason = "why",
        };
        await RecordAsync(told);
        var kept = Assert.Single(await EntriesAsync(new Person("dev", told.AccountId!, "")));
        Assert.Equal(told, new AuditEvent
        {
            Id = kept.Id,
            Type = kept.Type,
            At = kept.At.ToUnixTimeMilliseconds(),
            Realm = kept.Realm,
            AccountId = kept.AccountId,
            RelyingParty = kept.RelyingParty,
            Session = kept.Session,
            ChallengeId = kept.ChallengeId,
            FactorId = kept.FactorId,
            Factor = kept.Factor,
            Purpose = kept.Purpose,
            Reason = kept.Reason,
        });
    }

    [Fact]
    public async Task EachRealmCountsItsEventsWithoutAGap()
    {
        var people = new[] { "sha512", "eight-digits" }.Select(realm => new Person(realm, OpaqueId.New("acc_"), "")).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RecordAsync(Event("sign-in.succeeded", people[i % 2]))));
        await RecordAsync(Event("relying-party.changed", people[0]) with { Realm = null, AccountId = null });
        foreach (var person in people)
            Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), await app.InDatabaseAsync(db =>
                db.AuditEvents.Where(entry => entry.Realm == person.Realm).OrderBy(entry => entry.Sequence).Select(entry => entry.Sequence).ToListAsync()));
        Assert.True(await app.InDatabaseAsync(db => db.AuditEvents.AnyAsync(entry => entry.Realm == "" && entry.Sequence == 1)));
    }

    [Theory]
    [InlineData("UPDATE AuditEvents SET Type = 'nothing' WHERE Id = $id")]
    [InlineData("UPDATE AuditEvents SET Sequence = Sequence + 1000000 WHERE Id = $id")]
    [InlineData("DELETE FROM AuditEvents WHERE Id = $id")]
    [InlineData("INSERT OR REPLACE INTO AuditEvents SELECT Realm, Sequence, Id, 'nothing', At, KeptAt, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM AuditEvents WHERE Id = $id")]
    [InlineData("INSERT OR REPLACE INTO AuditEvents SELECT Realm, Sequence + 1000000, Id, 'nothing', At, KeptAt, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM AuditEvents WHERE Id = $id")]
    public async Task WhatIsKeptIsNeitherChangedNorDeleted(string statement)
    {
        var stop = TestContext.Current.CancellationToken;
        var person = await app.Main.RegisterAsync();
        var told = Event("sign-in.succeeded", person);
        await RecordAsync(told);
        await using var connection = new SqliteConnection($"Data Source={app.Database};Pooling=False");
        await connection.OpenAsync(stop);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.Parameters.AddWithValue("$id", told.Id);
        var refused = await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteNonQueryAsync(stop));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal("sign-in.succeeded", Assert.Single(await EntriesAsync(person)).Type);
    }

    [Theory]
    [InlineData("factor.confirmed", "totp", null, "factor-added")]
    [InlineData("factor.confirmed", "totp", "first", "enrolment-success")]
    [InlineData("factor.confirmed", "email", null, "enrolment-success")]
    [InlineData("factor.removed", "totp", null, "factor-removed")]
    [InlineData("factor.revoked", "totp", null, "factor-revoked")]
    [InlineData("factor.disabled", "email", null, "factor-disabled")]
    [InlineData("revocation-code.issued", "totp", null, "revocation-code-issued")]
    [InlineData("password.changed", null, null, "password-changed")]
    [InlineData("account.cooling-down", null, null, "wrong-codes")]
    public async Task EachChangeIsWrittenAboutWithItsTemplate(string type, string? factor, string? reason, string template)
    {
        var person = await app.RegisterWithAddressAsync(Address);
        var told = Event(type, person) with { Factor = factor, Reason = reason };
        await RecordAsync(told);
        var mail = Assert.Single(await MailsAsync(person));
        Assert.Equal((told.Id + ".1", "quick", template, null), (mail.MailId, mail.Realm, mail.Template, mail.ChallengeId));
        Assert.Equal(TimeSpan.FromHours(24).TotalMilliseconds, mail.ExpiresAt - mail.CreatedAt);
        var sealedMail = new SealedMail(app.Services.GetRequiredService<DirectoryKeys>().Mail);
        Assert.Equal(new MailRecipient(Address, "Anna", "en", person.Identifier), sealedMail.OpenRecipient(mail.Recipient, "quick", person.AccountId));
        var content = sealedMail.OpenContent(mail.Content, "quick", told.Id);
        Assert.Equal((told.At, factor), (content.At, content.Factor));
    }

    [Theory]
    [InlineData("factor.replaced")]
    [InlineData("email.confirmed")]
    [InlineData("email.changed")]
    [InlineData("sign-in.succeeded")]
    [InlineData("invented.later")]
    public async Task WhatDeservesNoNoticeIsKeptAllTheSame(string type)
    {
        var person = await app.RegisterWithAddressAsync(Address);
        await RecordAsync(Event(type, person));
        Assert.Single(await EntriesAsync(person));
        Assert.Empty(await MailsAsync(person));
    }

    [Fact]
    public async Task OnlyAConfirmedAddressIsWrittenTo()
    {
        Person[] silent =
        [
            await app.Main.RegisterAsync(), await app.JoinAsync(Address), await app.RegisterWithAddressAsync(Address) with { Realm = "dev" },
            new Person("quick", OpaqueId.New("acc_"), ""),
        ];
        foreach (var person in silent)
        {
            await RecordAsync(Event("password.changed", person));
            Assert.Single(await EntriesAsync(person));
            Assert.Empty(await MailsAsync(person));
        }
    }

    [Fact]
    public async Task WhatIsOverTheQuotaIsOnRecordOnceADay()
    {
        var (person, other) = (await app.RegisterWithAddressAsync(Address), await app.RegisterWithAddressAsync(Address));
        for (var i = 0; i < NoticeWriter.MostADay + 5; i++)
            await RecordAsync(Event("factor.removed", person));
        Assert.Equal(NoticeWriter.MostADay, (await MailsAsync(person)).Count);
        Assert.Single(await RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "notice.withheld");
        Assert.Contains($"Account {person.AccountId} of quick was written to 20 times", app.Logs.All, StringComparison.Ordinal);
        await RecordAsync(Event("factor.removed", other));
        Assert.Single(await MailsAsync(other));

        await app.InDatabaseAsync(db => db.Notices.Where(notice => notice.AccountId == person.AccountId)
            .ExecuteUpdateAsync(set => set.SetProperty(notice => notice.At, notice => TimeProvider.System.GetUtcNow().AddHours(-25))));
        await RecordAsync(Event("factor.removed", person));
        Assert.Equal(NoticeWriter.MostADay + 1, (await MailsAsync(person)).Count);
    }

    private static AuditEvent Event(string type, Person person) => new()
    {
        Id = OpaqueId.New("evt_"),
        Type = type,
        At = 1_790_000_000_000,
        Realm = person.Realm,
        AccountId = person.AccountId,
    };

    private async Task RecordAsync(AuditEvent told)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RecordAuditEvent>().RecordAsync(told, TestContext.Current.CancellationToken);
    }

    private Task<List<AuditEntry>> EntriesAsync(Person person) => app.InDatabaseAsync(db =>
        db.AuditEvents.AsNoTracking().Where(entry => entry.Realm == person.Realm && entry.AccountId == person.AccountId).OrderBy(entry => entry.Sequence).ToListAsync());

    private async Task<List<SendMail>> MailsAsync(Person person) => (await RowsAsync(person, nameof(SendMail)))
        .ConvertAll(row => System.Text.Json.JsonSerializer.Deserialize(row.ToJsonString(), ContractsJson.Default.SendMail)!);

    private Task<List<JsonNode>> RowsAsync(Person person, string name) => app.InDatabaseAsync(async db =>
    {
        var rows = await db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Path == name && row.Payload.Contains(person.AccountId)).OrderBy(row => row.Id).ToListAsync();
        return rows.ConvertAll(row => JsonNode.Parse(row.Payload)!);
    });
}
