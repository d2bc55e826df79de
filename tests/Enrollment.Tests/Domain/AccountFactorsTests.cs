using Mfa.Enrollments.Domain;
using Mfa.Realms;

namespace Mfa.Enrollments.Tests.Domain;

public sealed class AccountFactorsTests
{
    private const string Mine = "session-mine";
    private const string Other = "session-other";

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly HashSet<string> Nothing = [];
    private static readonly CodeBudgets Two = new() { TotpWrong = 2, EmailWrong = 3 };

    private readonly FactorAccount _account = new() { Realm = "r", AccountId = "acc" };

    [Fact]
    public void ConfirmingMakesActiveOwesAndRaises()
    {
        var factor = Pending("f");

        Assert.Equal(ConfirmOutcome.Confirmed, Held(factor).Confirm("f", 7, 70, Now));

        Assert.Equal((FactorStatus.Active, "totp", 7L, 70L, Now), (factor.Status, factor.Place, factor.LastStep, factor.BoundAt, factor.ConfirmedAt));
        Assert.Equal((true, 1L, Mine), (_account.Owed, _account.Version, _account.VersionBy));
    }

    [Fact]
    public void ConfirmingAgainChangesNothing()
    {
        var held = Held(Pending("f"));
        held.Confirm("f", 7, 70, Now);

        Assert.Equal(ConfirmOutcome.WasConfirmed, held.Confirm("f", 7, 70, Now));
        Assert.Equal(1, _account.Version);
    }

    [Fact]
    public void ConfirmingWhatIsNotThereOrNeverBeganIsGone()
    {
        var unborn = Pending("unborn", begun: false);

        Assert.Equal(ConfirmOutcome.Gone, Held(unborn).Confirm("unborn", 1, 1, Now));
        Assert.Equal(ConfirmOutcome.Gone, Held().Confirm("f", 1, 1, Now));
        Assert.Equal(FactorStatus.Pending, unborn.Status);
    }

    [Fact]
    public void AChangeByAnotherSessionStopsTheConfirm()
    {
        _account.Raise(Other, Now);

        Assert.Equal(ConfirmOutcome.ChangedMeanwhile, Held(Pending("f")).Confirm("f", 1, 1, Now));
        Assert.False(_account.Owed);
    }

    [Fact]
    public void AChangeByNobodyStopsTheConfirmToo()
    {
        _account.Raise(Mine, Now);
        _account.Raise(null, Now);

        Assert.Equal(ConfirmOutcome.ChangedMeanwhile, Held(Pending("f")).Confirm("f", 1, 1, Now));
    }

    [Fact]
    public void ASessionSurvivesItsOwnChange()
    {
        _account.Raise(Mine, Now);

        Assert.Equal(ConfirmOutcome.Confirmed, Held(Pending("f")).Confirm("f", 1, 1, Now));
    }

    [Fact]
    public void TheReplacedFactorEndsAndItsSecretIsGone()
    {
        var old = Active("old");

        Assert.Equal(ConfirmOutcome.Confirmed, Held(old, Pending("f", replaces: "old")).Confirm("f", 1, 1, Now));
        Assert.Equal((FactorStatus.Ended, null, null), (old.Status, old.Place, old.Secret));
    }

    [Fact]
    public void AnotherFactorOfTheTypeIsNeverPushedAside()
    {
        var old = Active("old");

        Assert.Equal(ConfirmOutcome.ChangedMeanwhile, Held(old, Pending("f")).Confirm("f", 1, 1, Now));
        Assert.Equal(FactorStatus.Active, old.Status);
    }

    [Fact]
    public void TheLastActiveFactorStays()
    {
        Assert.Equal(RemoveOutcome.LastFactor, Held(Active("a")).Remove("a", Mine, 0, "totp", Now));
        Assert.Equal(RemoveOutcome.LastFactor, Held(Active("a"), Disabled("b", "email")).Remove("a", Mine, 0, "totp", Now));
        Assert.Equal(0, _account.Version);
    }

    [Fact]
    public void OneOfTwoActiveFactorsGoes()
    {
        var held = Held(Active("a"), Active("b", "email"));

        Assert.Equal(RemoveOutcome.Removed, held.Remove("a", Mine, 0, "totp", Now));
        Assert.Equal(RemoveOutcome.LastFactor, held.Remove("b", Mine, 0, "totp", Now));
        Assert.Equal(RemoveOutcome.Gone, held.Remove("a", Mine, 0, "totp", Now));
    }

    [Fact]
    public void ADisabledFactorGoesBesideAnActiveOne() =>
        Assert.Equal(RemoveOutcome.Removed, Held(Disabled("a"), Active("b", "email")).Remove("a", Mine, 0, "email", Now));

    [Theory]
    [InlineData("recovery", true)]
    [InlineData("totp", false)]
    public void TheLastDisabledFactorGoesOnlyByAnotherKind(string proved, bool removed) => Assert.Equal(
        removed ? RemoveOutcome.Removed : RemoveOutcome.LastFactor, Held(Disabled("a")).Remove("a", Mine, 0, proved, Now));

    [Fact]
    public void RemovingAfterAnotherSessionsChangeIsRefused()
    {
        _account.Raise(Other, Now);

        Assert.Equal(RemoveOutcome.ChangedMeanwhile, Held(Active("a"), Active("b", "email")).Remove("a", Mine, 0, "totp", Now));
    }

    [Fact]
    public void TheLastOfTheWrongCodesDisablesItsKindOnly()
    {
        var (app, mail) = (Active("a"), Active("b", "email"));

        var changed = Held(app, mail).Judge(Wrong("totp", 2), Two, Nothing, Now);

        Assert.Equal([app], changed);
        Assert.Equal((FactorStatus.Disabled, FactorStatus.Active), (app.Status, mail.Status));
        Assert.Equal((1L, null), (_account.Version, _account.VersionBy));
    }

    [Fact]
    public void OneWrongCodeLessDisablesNothing()
    {
        Assert.Empty(Held(Active("a")).Judge(Wrong("totp", 1), Two, Nothing, Now));
        Assert.Equal(0, _account.Version);
    }

    [Fact]
    public void WrongCodesThatServedTheirTimeDoNotCount() =>
        Assert.Empty(Held(Active("a")).Judge(Wrong("totp", 2, Now.AddSeconds(-Two.WrongKept - 1)), Two, Nothing, Now));

    [Fact]
    public void CodesOfAPendingAppDisableNothing() => Assert.Empty(Held(Active("a")).Judge(Wrong("enrol", 9), Two, Nothing, Now));

    [Fact]
    public void NewsOfAnApprovalReinstatesWhatHalfTheNewsDisabled()
    {
        var factor = Disabled("a");

        Assert.Empty(Held(factor).Judge(Wrong("totp", 1), Two, Nothing, Now));
        Assert.Empty(Held(factor).Judge(Wrong("totp", 1), Two, new HashSet<string> { "email" }, Now));
        Assert.Equal([factor], Held(factor).Judge(Wrong("totp", 1), Two, new HashSet<string> { "totp" }, Now));
        Assert.Equal(FactorStatus.Active, factor.Status);
    }

    [Fact]
    public void ADayLaterNothingReinstatesIt() =>
        Assert.Empty(Held(Disabled("a")).Judge(Wrong("totp", 0), Two, new HashSet<string> { "totp" }, Now + AccountFactors.NewsSettled));

    [Theory]
    [InlineData(100, 0, 200, 1, 200, 1)]
    [InlineData(200, 1, 100, 0, 200, 1)]
    [InlineData(200, 0, 200, 1, 200, 1)]
    public void TheLaterCoolDownHolds(long first, int firstLevel, long second, int secondLevel, long until, int level)
    {
        _account.Cool(first, firstLevel);
        _account.Cool(second, secondLevel);

        Assert.Equal((until, level), (_account.CoolDownUntil, _account.CoolDownLevel));
    }

    [Fact]
    public void AFactorGoesNoWayTheDrawingDoesNotShow()
    {
        var factor = Pending("f");
        Assert.Throws<InvalidOperationException>(() => factor.Disable(Now));
        Assert.Throws<InvalidOperationException>(() => factor.End(Now));
        factor.Activate(1, 1, Now);
        Assert.Throws<InvalidOperationException>(() => factor.Activate(1, 1, Now));
        Assert.Throws<InvalidOperationException>(factor.Reinstate);
        factor.End(Now);
        Assert.Throws<InvalidOperationException>(() => factor.Disable(Now));
    }

    [Fact]
    public void TheLastStepNeverLowers()
    {
        var factor = Active("f");
        factor.Burn(9);
        factor.Burn(4);
        factor.Used(Now);
        factor.Used(Now.AddDays(-1));

        Assert.Equal((9L, Now), (factor.LastStep, factor.LastUsedAt));
    }

    private static GuessLedger Wrong(string kind, int count, DateTimeOffset? at = null)
    {
        var ledger = new GuessLedger("r", "acc", [], _ => 0);
        for (var i = 0; i < count; i++)
            ledger.Charged($"g{i}", kind, "s", (at ?? Now).ToUnixTimeMilliseconds());
        return ledger;
    }

    private static Factor Pending(string id, string type = "totp", string? replaces = null, bool begun = true)
    {
        var factor = new Factor
        {
            Id = id,
            Realm = "r",
            AccountId = "acc",
            Type = type,
            Hint = "",
            RelyingParty = "rp",
            SessionId = Mine,
            SessionVersion = 0,
            ChallengeId = "c",
            Replaces = replaces,
            Rebinds = true,
            AddressVersion = 1,
            Algorithm = "SHA1",
            Digits = 6,
            PeriodSeconds = 30,
            CreatedAt = Now,
            ExpiresAt = Now.AddMinutes(15),
        };
        factor.Keep([1]);
        if (begun)
            factor.ProofBegan(1, Now.AddMinutes(15));
        return factor;
    }

    private static Factor Active(string id, string type = "totp")
    {
        var factor = Pending(id, type);
        factor.Activate(1, 1, Now);
        return factor;
    }

    private static Factor Disabled(string id, string type = "totp")
    {
        var factor = Active(id, type);
        factor.Disable(Now);
        return factor;
    }

    private AccountFactors Held(params Factor[] factors) => new(_account, factors);
}
