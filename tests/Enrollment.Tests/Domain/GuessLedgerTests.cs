using FsCheck;
using FsCheck.Fluent;
using Mfa.Enrollments.Domain;

namespace Mfa.Enrollments.Tests.Domain;

public sealed class GuessLedgerTests
{
    private const long Never = 0;

    [Fact]
    public void EveryGuessCountsUntilBetterIsTold()
    {
        var ledger = Empty();
        ledger.Charged("a", "totp", "s", 10);
        ledger.Charged("a", "totp", "s", 10);
        ledger.Charged("b", "totp", "t", 11);
        ledger.Charged("c", "email", "s", 12);

        Assert.Equal((2, 1), (ledger.Wrong("totp", Never), ledger.Wrong("email", Never)));
    }

    [Fact]
    public void AnApprovalForgivesItsOwnSessionsAndNoOthers()
    {
        var ledger = Empty();
        ledger.Charged("mine", "totp", "s", 10);
        ledger.Charged("attacker's", "totp", "t", 11);
        ledger.Charged("other kind", "email", "s", 12);
        ledger.Charged("right", "totp", "s", 13);
        ledger.Approved("right", "totp", "s", 14);

        Assert.Equal((1, 1), (ledger.Wrong("totp", Never), ledger.Wrong("email", Never)));
    }

    [Fact]
    public void WhatCameAfterTheApprovalCounts()
    {
        var ledger = Empty();
        ledger.Approved("right", "totp", "s", 14);
        ledger.Charged("later", "totp", "s", 15);

        Assert.Equal(1, ledger.Wrong("totp", Never));
    }

    [Fact]
    public void WhatAnApprovalForgivesMayBeToldAfterIt()
    {
        var ledger = Empty();
        ledger.Approved("right", "totp", "s", 14);
        ledger.Charged("right", "totp", "s", 13);
        ledger.Charged("before", "totp", "s", 10);

        Assert.Equal(0, ledger.Wrong("totp", Never));
    }

    [Fact]
    public void AnExcusedGuessDoesNotCountAndForgivesNothing()
    {
        var ledger = Empty();
        ledger.Charged("wrong", "totp", "s", 10);
        ledger.Excused("right", "totp", "s", 12);
        ledger.Charged("right", "totp", "s", 11);

        Assert.Equal(1, ledger.Wrong("totp", Never));
    }

    [Fact]
    public void WhatWasBeforeTheBindingNeverCounts()
    {
        var ledger = new GuessLedger("r", "a", [], kind => kind == "totp" ? 10 : 0);
        ledger.Charged("before", "totp", "s", 10);
        ledger.Charged("after", "totp", "s", 11);
        ledger.Charged("other kind", "email", "s", 5);

        Assert.Equal((1, 1), (ledger.Wrong("totp", Never), ledger.Wrong("email", Never)));
    }

    [Fact]
    public void OnlyWhatIsNewIsStoredAndOnlyWhatWasStoredIsDeleted()
    {
        var stored = new Guess { Id = "old", Realm = "r", AccountId = "a", Kind = "totp", Session = "s", At = 1, State = GuessState.Wrong };
        var ledger = new GuessLedger("r", "a", [stored], _ => 0);
        ledger.Charged("new", "totp", "s", 2);
        ledger.Approved("right", "totp", "s", 3);

        Assert.Equal([stored], ledger.Forgotten);
        Assert.Equal("right", Assert.Single(ledger.Fresh).Id);
    }

    [Fact]
    public void AForgivenGuessThatWasRightItselfIsKeptAsSuch()
    {
        var stored = new Guess { Id = "old", Realm = "r", AccountId = "a", Kind = "totp", Session = "s", At = 1, State = GuessState.Wrong };
        var ledger = new GuessLedger("r", "a", [stored], _ => 0);
        ledger.Approved("right", "totp", "s", 3);
        ledger.Excused("old", "totp", "s", 4);

        Assert.Empty(ledger.Forgotten);
        Assert.Equal((GuessState.Excused, 4L), (stored.State, stored.At));
        Assert.Equal("right", Assert.Single(ledger.Fresh).Id);
    }

    /// <summary>News in any order, any number of times, ends as it does in order and once.</summary>
    [Fact]
    public void OrderAndRepetitionChangeNothing() => Prop.ForAll(News.Arbitrary, told =>
    {
        Ledger Play(IEnumerable<News> news)
        {
            var ledger = Empty();
            foreach (var one in news)
                one.Tell(ledger);
            return new Ledger(ledger.Wrong("totp", Never), ledger.Wrong("enrol", Never));
        }

        return Play(told.InOrder) == Play(told.AsItCame);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static GuessLedger Empty() => new("r", "a", [], _ => 0);

    private sealed record Ledger(int Totp, int Enrol);
}
