using System.Data.Common;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests;

/// <summary>What the services tell is kept, and what it deserves is written.</summary>
public sealed class RecordAuditEventTests(DirectoryApp app)
{
    private const string Address = "notified@example.hu";

    public static TheoryData<string> Changes { get; } = new(
    [
        """UPDATE "AuditEvents" SET "Type" = 'nothing' WHERE "Id" = $id""",
        """UPDATE "AuditEvents" SET "Sequence" = "Sequence" + 1000000 WHERE "Id" = $id""",
        """DELETE FROM "AuditEvents" WHERE "Id" = $id""",
        .. TestDatabase.OnPostgres
            ? new[]
            {
                """TRUNCATE "AuditEvents" -- $id""",
                """INSERT INTO "AuditEvents" SELECT * FROM "AuditEvents" WHERE "Id" = $id ON CONFLICT ("Id") DO UPDATE SET "Type" = 'nothing'""",
            }
            :
            [
                "INSERT OR REPLACE INTO AuditEvents SELECT Realm, Sequence, Id, 'nothing', At, KeptAt, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM AuditEvents WHERE Id = $id",
                "INSERT OR REPLACE INTO AuditEvents SELECT Realm, Sequence + 1000000, Id, 'nothing', At, KeptAt, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM AuditEvents WHERE Id = $id",
            ],
    ]);

    [Fact]
    public async Task AnEventIsKeptOnceHoweverOftenAndInWhichOrderItIsTold()
    {
        var person = await app.RegisterWithAddressAsync(Address);
        AuditEvent[] told = [.. Enumerable.Range(0, 4).Select(_ => Told.Event("factor.removed", person))];
        foreach (var delivery in told.Concat(told.Reverse()).Concat(told))
            await app.RecordAsync(delivery);
        await Task.WhenAll(told.Select(app.RecordAsync));
        var kept = await EntriesAsync(person);
        Assert.Equal(told.Select(one => one.Id), kept.Select(entry => entry.Id));
        Assert.Equal(4, (await app.MailsAsync(person)).Count);
    }

    [Fact]
    public async Task WhatIsKeptIsWhatWasTold()
    {
        var told = Told.Event("challenge.approved", new Person("dev", OpaqueId.New("acc_"), "")) with
        {
            RelyingParty = "rp_1",
            Session = "sid_1",
            ChallengeId = "chl_1",
            FactorId = "fac_1",
            Factor = "totp",
            Purpose = "sign-in",
            Reason = "why",
        };
        await app.RecordAsync(told);
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
        var people = new[] { "mail-storm", "eight-digits" }.Select(realm => new Person(realm, OpaqueId.New("acc_"), "")).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.RecordAsync(Told.Event("sign-in.succeeded", people[i % 2]))));
        await app.RecordAsync(Told.Event("relying-party.changed", people[0]) with { Realm = null, AccountId = null });
        foreach (var person in people)
            Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), await app.InDatabaseAsync(db =>
                db.AuditEvents.Where(entry => entry.Realm == person.Realm).OrderBy(entry => entry.Sequence).Select(entry => entry.Sequence).ToListAsync()));
        Assert.True(await app.InDatabaseAsync(db => db.AuditEvents.AnyAsync(entry => entry.Realm == "" && entry.Sequence == 1)));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task WhatIsKeptIsNeitherChangedNorDeleted(string statement)
    {
        var person = await app.Main.RegisterAsync();
        var told = Told.Event("sign-in.succeeded", person);
        await app.RecordAsync(told);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => app.Database.ExecuteAsync(statement.Replace("$id", $"'{told.Id}'", StringComparison.Ordinal)));
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
    [InlineData("recovery-codes.issued", null, null, "recovery-codes-issued")]
    [InlineData("recovery-code.used", "recovery", null, "recovery-code-used")]
    [InlineData("challenge.reported", "totp", "was-approved", "sign-in-reported")]
    [InlineData("password.changed", null, null, "password-changed")]
    [InlineData("account.cooling-down", null, null, "wrong-codes")]
    [InlineData("account.locked", null, "why", "account-locked")]
    [InlineData("account.unlocked", null, "why", "account-unlocked")]
    [InlineData("account.exported", null, null, "account-exported")]
    public async Task EachChangeIsWrittenAboutWithItsTemplate(string type, string? factor, string? reason, string template)
    {
        var person = await app.RegisterWithAddressAsync(Address);
        var told = Told.Event(type, person) with { Factor = factor, Reason = reason };
        await app.RecordAsync(told);
        var mail = Assert.Single(await app.MailsAsync(person));
        Assert.Equal((told.Id + ".1", "quick", template, null), (mail.MailId, mail.Realm, mail.Template, mail.ChallengeId));
        Assert.Equal(TimeSpan.FromHours(24).TotalMilliseconds, mail.ExpiresAt - mail.CreatedAt);
        Assert.Equal(new MailRecipient(Address, "Anna", "en", person.Identifier), app.RecipientOf(mail));
        var content = app.ContentOf(mail);
        Assert.Equal((told.At, factor, null), (content.At, content.Factor, content.Changes));
    }

    [Theory]
    [InlineData("factor.replaced")]
    [InlineData("challenge.reported")]
    [InlineData("sessions.ended")]
    [InlineData("email.confirmed")]
    [InlineData("email.changed")]
    [InlineData("sign-in.succeeded")]
    [InlineData("invented.later")]
    public async Task WhatDeservesNoNoticeIsKeptAllTheSame(string type)
    {
        var person = await app.RegisterWithAddressAsync(Address);
        await app.RecordAsync(Told.Event(type, person));
        Assert.Single(await EntriesAsync(person));
        Assert.Empty(await app.MailsAsync(person));
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
            await app.RecordAsync(Told.Event("password.changed", person));
            Assert.Single(await EntriesAsync(person));
            Assert.Empty(await app.MailsAsync(person));
        }
    }

    [Fact]
    public async Task AChangeOfFactorsIsAChangeOfTheAccountsSecurity()
    {
        var person = await app.Main.RegisterAsync();
        var path = $"/v1/accounts/{person.AccountId}";
        var before = await app.Main.GetAsync(path);
        var at = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        foreach (var told in new[] { Told.Event("factor.confirmed", person) with { At = at }, Told.Event("recovery-codes.issued", person), Told.Event("sign-in.succeeded", person) with { At = at + 1 } })
            await app.RecordAsync(told);
        var after = await app.Main.GetAsync(path);
        Assert.Equal(at, DateTimeOffset.Parse(after.Text("securityChangedAt"), System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(1, (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick")).Number("version"));
        (await app.Main.SendAsync(HttpMethod.Patch, path, """{"displayName":"New"}""")).Expect(System.Net.HttpStatusCode.OK);
    }

    private Task<List<AuditEntry>> EntriesAsync(Person person) => app.InDatabaseAsync(db =>
        db.AuditEvents.AsNoTracking().Where(entry => entry.Realm == person.Realm && entry.AccountId == person.AccountId).OrderBy(entry => entry.Sequence).ToListAsync());
}
