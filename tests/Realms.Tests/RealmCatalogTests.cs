using System.Text.Json.Nodes;

namespace Mfa.Realms.Tests;

public sealed class RealmCatalogTests
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "realms");
    private static readonly string Tests = Path.Combine(AppContext.BaseDirectory, "test-realms");

    [Fact]
    public void TheTwoShippedRealmsPassProduction()
    {
        var catalog = RealmCatalog.Load([Shipped], production: true);

        Assert.Equal(["hu-ugyfelkapu", "md-mpass"], catalog.All.Select(realm => realm.Id).Order(StringComparer.Ordinal));
        var (hungary, moldova) = (catalog.Find("hu-ugyfelkapu")!, catalog.Find("md-mpass")!);
        Assert.Equal((IdentifierType.Username, FirstEnrolmentProof.Email, AccountOrigin.RelyingParty), (hungary.Identifier, hungary.FirstEnrolmentProof, hungary.AccountsMadeBy));
        Assert.Equal((IdentifierType.Idnp, FirstEnrolmentProof.Signature, AccountOrigin.Signature), (moldova.Identifier, moldova.FirstEnrolmentProof, moldova.AccountsMadeBy));
        Assert.DoesNotContain("email", moldova.Factors);
    }

    [Fact]
    public void ARealmThatLeavesMembersOutHasTheDesignsDefaults()
    {
        using var folder = new RealmFolder().Write(RealmFolder.Good());

        var realm = folder.Load().Find("good")!;

        Assert.Equal(("SHA1", 6, 30, 1), (realm.Totp.Algorithm, realm.Totp.Digits, realm.Totp.PeriodSeconds, realm.Totp.SkewSteps));
        Assert.Equal((5, 10, 900, 900, 86_400), (realm.Budgets.ChallengeWrong, realm.Budgets.AccountWrong, realm.Budgets.AccountWindow, realm.Budgets.CoolDown, realm.Budgets.CoolDownMaximum));
        Assert.Equal((25, 20, 7_776_000, 3), (realm.Budgets.TotpWrong, realm.Budgets.EmailWrong, realm.Budgets.WrongKept, realm.Budgets.OpenChallenges));
        Assert.Equal((25, 20), (realm.Budgets.WrongOf("totp"), realm.Budgets.WrongOf("email")));
        Assert.Equal((600, 600, 900, 300, 120), (realm.Lifetimes.SignInToken, realm.Lifetimes.Challenge, realm.Lifetimes.PendingFactor, realm.Lifetimes.StepUpToken, realm.Lifetimes.Assertion));
        Assert.Equal((8, 256, 210_000), (realm.Passwords.MinimumLength, realm.Passwords.MaximumLength, realm.Passwords.Iterations));
    }

    [Fact]
    public void EveryTestRealmLoadsOutsideProductionAndAnyThatIsSoftNotInside()
    {
        var outside = RealmCatalog.Load([Shipped, Tests], production: false);
        Assert.True(outside.All.Count() > 2);

        var refused = Assert.Throws<RealmFileException>(() => RealmCatalog.Load([Shipped, Tests], production: true)).Message;
        var soft = outside.All.Where(realm => realm.FirstEnrolmentProof == FirstEnrolmentProof.None).Select(realm => realm.Id).ToArray();
        Assert.NotEmpty(soft);
        Assert.All(soft, id => Assert.Contains($"{id}.json: firstEnrolmentProof", refused, StringComparison.Ordinal));
        Assert.DoesNotContain("hu-ugyfelkapu.json", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("md-mpass.json", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x"}""", "$")]
    [InlineData("""{"id":1}""", "$.id")]
    [InlineData("{", "$")]
    [InlineData("", "$")]
    [InlineData("null", "$")]
    [InlineData("[]", "$")]
    public void AFileOfTheWrongShapeIsToldWithItsPlace(string text, string place)
    {
        using var folder = new RealmFolder().Write(text, "broken.json");

        Assert.StartsWith($"{Path.Combine(folder.Path, "broken.json")}: {place}", Assert.Single(folder.Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("colour", "color")]
    [InlineData("identifier", "Identifier")]
    public void AMemberNobodyKnowsIsAnError(string known, string unknown)
    {
        var realm = RealmFolder.Good();
        realm[unknown] = realm[known]?.DeepClone() ?? "#000000";
        using var folder = new RealmFolder().Write(realm);

        Assert.Contains(unknown, Assert.Single(folder.Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("names")]
    [InlineData("publicUrl")]
    [InlineData("locales")]
    [InlineData("defaultLocale")]
    [InlineData("identifier")]
    [InlineData("firstEnrolmentProof")]
    [InlineData("factors")]
    [InlineData("totp")]
    [InlineData("help")]
    public void AMissingMemberIsNamed(string member)
    {
        var realm = RealmFolder.Good();
        realm.Remove(member);
        using var folder = new RealmFolder().Write(realm);

        Assert.Contains(member, Assert.Single(folder.Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identifier", "\"email\"")]
    [InlineData("identifier", "0")]
    [InlineData("firstEnrolmentProof", "\"None\"")]
    [InlineData("firstEnrolmentProof", "2")]
    [InlineData("secondFactorRequiredFrom", "\"soon\"")]
    [InlineData("names", "null")]
    [InlineData("totp", "{\"issuer\":\"x\",\"digits\":\"6\"}")]
    public void AValueThatIsNoneOfItsTypeIsNamed(string member, string value)
    {
        var realm = RealmFolder.Good();
        realm[member] = JsonNode.Parse(value);
        using var folder = new RealmFolder().Write(realm);

        Assert.Contains(member, Assert.Single(folder.Errors(production: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void ADoubledMemberIsAnError()
    {
        var text = RealmFolder.Good().ToJsonString();
        using var folder = new RealmFolder().Write(text[..^1] + ",\"firstEnrolmentProof\":\"none\"}");

        Assert.Contains("firstEnrolmentProof", Assert.Single(folder.Errors(production: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void OneIdInTwoFilesIsAnError()
    {
        using var folder = new RealmFolder().Write(RealmFolder.Good(), "a.json").Write(RealmFolder.Good(), "b.json");

        Assert.Equal($"{Path.Combine(folder.Path, "b.json")}: id: good is already the id of another file", Assert.Single(folder.Errors()));
    }

    [Fact]
    public void AFolderThatIsNotThereOrIsEmptyIsAnError()
    {
        using var folder = new RealmFolder();
        var gone = Path.Combine(folder.Path, "gone");

        Assert.Contains("no realm file", Assert.Single(folder.Errors()), StringComparison.Ordinal);
        Assert.Contains(gone, Assert.Single(Assert.Throws<RealmFileException>(() => RealmCatalog.Load([gone], true)).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void CommentsAreReadOver()
    {
        using var folder = new RealmFolder().Write("// the desk's number is to come\n" + RealmFolder.Good().ToJsonString());

        Assert.Single(folder.Load().All);
    }

    [Fact]
    public void TheHashFollowsTheContentAndNotTheNamesOfFiles()
    {
        using var one = new RealmFolder().Write(RealmFolder.Good("one"), "1.json").Write(RealmFolder.Good("two"), "2.json");
        using var renamed = new RealmFolder().Write(RealmFolder.Good("one"), "z.json").Write(RealmFolder.Good("two"), "y.json");
        using var changed = new RealmFolder().Write(RealmFolder.Good("one"), "1.json").Write(RealmFolder.Good("two").ToJsonString() + "\n", "2.json");
        using var fewer = new RealmFolder().Write(RealmFolder.Good("one"), "1.json");

        Assert.Matches("^[0-9a-f]{64}$", one.Load().Hash);
        Assert.Equal(one.Load().Hash, renamed.Load().Hash);
        Assert.NotEqual(one.Load().Hash, changed.Load().Hash);
        Assert.NotEqual(one.Load().Hash, fewer.Load().Hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GOOD")]
    [InlineData("other")]
    public void AnIdIsFoundExactlyOrNotAtAll(string? id)
    {
        using var folder = new RealmFolder().Write(RealmFolder.Good());

        Assert.Null(folder.Load().Find(id));
        Assert.NotNull(folder.Load().Find("good"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("2030-01-01T00:00:00+01:00", false)]
    [InlineData("2029-12-31T23:00:00Z", false)]
    [InlineData("2029-12-31T22:59:59Z", true)]
    public void TheDateIsTheFirstInstantThatRequires(string? from, bool before)
    {
        var realm = RealmFolder.Good();
        realm["secondFactorRequiredFrom"] = from;
        using var folder = new RealmFolder().Write(realm);
        var at = DateTimeOffset.Parse("2029-12-31T22:59:59Z", System.Globalization.CultureInfo.InvariantCulture);

        var loaded = folder.Load().Find("good")!;

        Assert.Equal(before, loaded.RequiresSecondFactor(at));
        Assert.True(loaded.RequiresSecondFactor(at.AddHours(1)));
    }
}
