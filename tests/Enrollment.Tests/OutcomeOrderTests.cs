using FsCheck;
using FsCheck.Fluent;
using Mfa.Enrollments.Domain;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Tests;

/// <summary>News of guesses in any order, in any batches and any number of times leaves in SQLite what it leaves in order and once.</summary>
public sealed class OutcomeOrderTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    [Fact]
    public void OrderAndRepetitionLeaveTheSameState() => Prop.ForAll(
        News.Arbitrary,
        async delivery => Assert.Equal(await PlayAsync(delivery.InOrder, 1), await PlayAsync(delivery.AsItCame, delivery.Batch)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private async Task<string> PlayAsync(News[] news, int batch)
    {
        var person = app.NewPerson(EnrollmentApp.Tiny);
        var factorId = await app.PlantAsync(person);
        foreach (var part in news.Chunk(batch))
            await app.TellAsync([.. part.Select(one => one.For(person.Realm, person.Id, factorId, person.Id + "/"))]);

        var set = await app.SetOf(person);
        var factor = await app.ReadAsync(db => db.Factors.SingleAsync(f => f.Id == factorId));
        var wrong = set.WrongCodes.Select(code => $"{code.Id.Replace(person.Id, "", StringComparison.Ordinal)} {code.Kind} {code.Session} {code.At}").Order(StringComparer.Ordinal);
        // B3 is what is left when all is told, whatever seemed so on the way.
        Assert.Equal(set.WrongCodes.Count(code => code.Kind == "totp") >= EnrollmentApp.TinyWrong, factor.Status == FactorStatus.Disabled);
        return $"{factor.Status} {factor.LastStep} {factor.LastUsedAt:O} {string.Join(", ", wrong)}";
    }
}
