using System.Net;
using System.Text;
using Mfa.Enrollments.Domain;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>In a realm whose pending factors live two seconds.</summary>
public sealed class PendingExpiryTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    [Fact]
    public async Task WhatWasNotConfirmedInTimeIsGoneWithItsSecret()
    {
        var person = app.NewPerson("brief");
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var path = $"{person.Factors}/{started["id"]}";
        var row = await app.ReadAsync(db => db.Factors.SingleAsync(f => f.AccountId == person.Id));
        Assert.True(await FilesContainAsync(row.Secret!), "The search finds what is there: the sealed secret of a pending factor.");

        var statuses = new HashSet<HttpStatusCode>();
        await Eventually.IsTrueAsync(async () =>
        {
            statuses.Add((await person.ConfirmAsync(started["id"], "000000")).Status);
            return !await app.ReadAsync(db => db.Factors.AnyAsync(f => f.Id == row.Id));
        }, "the factor is swept");

        // Wrong while it lived, then over, and gone once swept.
        Assert.Subset(new HashSet<HttpStatusCode> { HttpStatusCode.UnprocessableEntity, HttpStatusCode.Gone, HttpStatusCode.NotFound }, statuses);
        (await person.Backend.GetAsync(path)).Expect(HttpStatusCode.NotFound, "not-found");
        (await person.ConfirmAsync(started)).Expect(HttpStatusCode.NotFound, "not-found");
        (await person.Backend.DeleteAsync(path)).Expect(HttpStatusCode.NotFound, "not-found");
        Assert.Empty((await person.Backend.GetAsync(person.Factors)).Body["items"]!.AsArray());
        Assert.False(await app.Database.KeepsAsync(row.Secret!), "The sealed secret is still in the database's files.");
    }

    [Fact]
    public async Task ASecretIsNowhereInTheFilesAsItIs()
    {
        var person = app.NewPerson("brief", label: "planted-control-label");
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var secret = Person.SecretOf(started);
        var text = (string)started.Body["totp"]!["secret"]!;

        Assert.False(await FilesContainAsync(secret) || await FilesContainAsync(Encoding.ASCII.GetBytes(text)) || await FilesContainAsync(Encoding.ASCII.GetBytes(Convert.ToHexString(secret)))
            || await FilesContainAsync(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret))));
        Assert.False(await FilesContainAsync(Encoding.UTF8.GetBytes("planted-control-label")), "Whose app it is stays with Directory.");
        Assert.True(await FilesContainAsync(Encoding.ASCII.GetBytes(started["id"])), "The search finds what is there.");
    }

    [Fact]
    public async Task AnExpiredFactorCanNotBeConfirmedBeforeItIsSweptEither()
    {
        var person = app.NewPerson();
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        await app.ChangeAsync(person, (_, factor) => factor.ExpiresAt = DateTimeOffset.UtcNow.AddMilliseconds(1));
        await Task.Delay(2);

        var reply = await person.ConfirmAsync(started);

        Assert.Contains($"{(int)reply.Status} {reply.Code}", new[] { "410 challenge-over", "404 not-found" });
        Assert.DoesNotContain(FactorStatus.Active, await app.ReadAsync(db => db.Factors.Where(f => f.AccountId == person.Id).Select(f => f.Status).ToListAsync()));
    }

    private Task<bool> FilesContainAsync(byte[] wanted) => app.Database.FilesContainAsync(wanted);
}
