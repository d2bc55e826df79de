using System.Text.Json.Nodes;

namespace Mfa.Realms.Tests;

/// <summary>Every rule is told with the file and the member that breaks it.</summary>
public sealed class RealmRulesTests
{
    public static TheoryData<string, string, string> Breaches => new()
    {
        { "id", "\"Good\"", "id" },
        { "id", "\"g\"", "id" },
        { "id", "\"1good\"", "id" },
        { "id", "\"good realm\"", "id" },
        { "id", "\"good|realm\"", "id" },
        { "id", "\"good\\n\"", "id" },
        { "id", $"\"{new string('a', 41)}\"", "id" },
        { "publicUrl", "\"/relative\"", "publicUrl" },
        { "publicUrl", "\"http://good.test\"", "publicUrl" },
        { "publicUrl", "\"javascript:alert(1)\"", "publicUrl" },
        { "defaultLocale", "\"ro\"", "defaultLocale" },
        { "locales", "[\"en\",\"ro\"]", "names" },
        { "locales", "[]", "defaultLocale" },
        { "factors", "[\"totp\",\"sms\"]", "factors" },
        { "colour", "\"red\"", "colour" },
        { "colour", "\"#12345\"", "colour" },
        { "colour", "\"#1234567\"", "colour" },
        { "firstEnrolmentProof", "\"none\"", "firstEnrolmentProof" },
        { "totp.issuer", "\"\"", "totp.issuer" },
        { "totp.issuer", "\"a:b\"", "totp.issuer" },
        { "totp.issuer", $"\"{new string('a', 65)}\"", "totp.issuer" },
        { "totp.algorithm", "\"MD5\"", "totp.algorithm" },
        { "totp.algorithm", "\"sha1\"", "totp.algorithm" },
        { "totp.digits", "7", "totp.digits" },
        { "totp.digits", "4", "totp.digits" },
        { "totp.periodSeconds", "0", "totp.periodSeconds" },
        { "totp.periodSeconds", "61", "totp.periodSeconds" },
        { "totp.skewSteps", "-1", "totp.skewSteps" },
        { "totp.skewSteps", "2", "totp.skewSteps" },
        { "budgets.challengeWrong", "0", "budgets.challengeWrong" },
        { "budgets.accountWrong", "0", "budgets.accountWrong" },
        { "budgets.accountWindow", "0", "budgets.accountWindow" },
        { "budgets.coolDown", "-1", "budgets.coolDown" },
        { "budgets.coolDownMaximum", "0", "budgets.coolDownMaximum" },
        { "budgets.totpWrong", "0", "budgets.totpWrong" },
        { "budgets.emailWrong", "0", "budgets.emailWrong" },
        { "budgets.wrongKept", "0", "budgets.wrongKept" },
        { "budgets.openChallenges", "0", "budgets.openChallenges" },
        { "budgets.openSignatureRequests", "0", "budgets.openSignatureRequests" },
        { "lifetimes.signatureRequest", "0", "lifetimes.signatureRequest" },
        { "lifetimes.provisionalAccount", "0", "lifetimes.provisionalAccount" },
        { "lifetimes.signInToken", "0", "lifetimes.signInToken" },
        { "lifetimes.challenge", "0", "lifetimes.challenge" },
        { "lifetimes.pendingFactor", "0", "lifetimes.pendingFactor" },
        { "lifetimes.stepUpToken", "0", "lifetimes.stepUpToken" },
        { "lifetimes.assertion", "0", "lifetimes.assertion" },
        { "lifetimes.assertion", "121", "lifetimes.assertion" },
        { "mail.noticePause", "-1", "mail.noticePause" },
        { "mail.noticePause", "3601", "mail.noticePause" },
        { "passwords.minimumLength", "7", "passwords.minimumLength" },
        { "passwords.minimumLength", "65", "passwords.minimumLength" },
        { "passwords.maximumLength", "63", "passwords.maximumLength" },
        { "passwords.maximumLength", "257", "passwords.maximumLength" },
        { "passwords.iterations", "209999", "passwords.iterations" },
        { "passwords.iterations", "0", "passwords.iterations" },
        { "passwords.failuresBeforeBackOff", "0", "passwords.failuresBeforeBackOff" },
        { "passwords.identifierFailures", "0", "passwords.identifierFailures" },
        { "passwords.backOff", "0", "passwords.backOff" },
        { "passwords.relyingPartyFailuresPerMinute", "0", "passwords.relyingPartyFailuresPerMinute" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void ABreachNamesFileAndMember(string member, string value, string told)
    {
        var realm = RealmFolder.Good();
        Set(realm, member, JsonNode.Parse(value));
        using var folder = new RealmFolder().Write(realm, "broken.json");

        var error = Assert.Single(folder.Errors(), error => error.Contains($": {told}: ", StringComparison.Ordinal));

        Assert.StartsWith(Path.Combine(folder.Path, "broken.json"), error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publicUrl", "\"http://localhost:8080\"")]
    [InlineData("firstEnrolmentProof", "\"none\"")]
    [InlineData("passwords.iterations", "1")]
    public void DevelopmentMayWhatProductionMayNot(string member, string value)
    {
        var realm = RealmFolder.Good();
        Set(realm, member, JsonNode.Parse(value));
        using var folder = new RealmFolder().Write(realm);

        Assert.Single(folder.Errors(production: true));
        Assert.Single(folder.Load(production: false).All);
    }

    [Fact]
    public void AllBreachesOfAllFilesAreToldAtOnce()
    {
        var (one, two) = (RealmFolder.Good("one"), RealmFolder.Good("two"));
        Set(one, "colour", "red");
        Set(one, "totp.digits", 7);
        Set(two, "firstEnrolmentProof", "none");
        using var folder = new RealmFolder().Write(one, "one.json").Write(two, "two.json");

        var failure = Assert.Throws<RealmFileException>(() => folder.Load());

        Assert.Equal(3, failure.Errors.Count);
        Assert.All(failure.Errors, error => Assert.Contains(error, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void TheRealmTheseTestsBeginWithIsGood()
    {
        using var folder = new RealmFolder().Write(RealmFolder.Good());

        Assert.Equal("good", Assert.Single(folder.Load().All).Id);
    }

    private static void Set(JsonObject realm, string member, JsonNode? value)
    {
        var names = member.Split('.');
        var at = realm;
        foreach (var name in names[..^1])
            at = (JsonObject)(at[name] ??= new JsonObject());
        at[names[^1]] = value;
    }
}
