using FsCheck;
using FsCheck.Fluent;
using Mfa.Enrollments.Domain;
using Outcome = Mfa.InternalApi.Outcome;

namespace Mfa.Enrollments.Tests;

/// <summary>One outcome as Challenge may tell it.</summary>
internal sealed record News(string Event, string Charge, string Kind, string Session, long At)
{
    /// <summary>A history of guesses and the same history as a bad network delivers it.</summary>
    public static Arbitrary<Retelling> Arbitrary => Arb.From(
        from guesses in Gen.ListOf(Guess, 14)
        let inOrder = Tell(guesses)
        from repeated in Gen.Shuffle(inOrder.Concat(inOrder.Where((_, i) => i % 3 == 0)).ToArray())
        from batch in Gen.Choose(1, 6)
        select new Retelling([.. inOrder], [.. repeated], batch));

    private static Gen<(string Kind, string Session, string Fate)> Guess =>
        from kind in Gen.Elements("totp", "totp", "totp", "enrol")
        from session in Gen.Elements("s1", "s2", "s3")
        from fate in Gen.Elements("wrong", "wrong", "wrong", "approved", "excused")
        select (kind, session, fate);

    public void Tell(GuessLedger ledger)
    {
        Action<string, string, string, long> tell = Event switch
        {
            "charged" => ledger.Charged,
            "excused" => ledger.Excused,
            _ => ledger.Approved,
        };
        tell(Charge, Kind, Session, At);
    }

    public Outcome For(string realm, string account, string factor, string prefix) => new(
        Event, realm, account, prefix + Charge, Kind, Session, At, factor, Event == "approved" ? At / 1000 : null);

    /// <summary>Every guess is charged, and some milliseconds later it is approved, excused, or stays wrong.</summary>
    private static List<News> Tell(IEnumerable<(string Kind, string Session, string Fate)> guesses)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();
        var told = new List<News>();
        foreach (var (index, guess) in guesses.Index())
        {
            at += 1000;
            told.Add(new News("charged", $"g{index}", guess.Kind, guess.Session, at));
            if (guess.Fate != "wrong")
                told.Add(new News(guess.Fate, $"g{index}", guess.Kind, guess.Session, at + 5));
        }

        return told;
    }
}

internal sealed record Retelling(News[] InOrder, News[] AsItCame, int Batch);
