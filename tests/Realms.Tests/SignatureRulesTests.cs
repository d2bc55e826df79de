using System.Text.Json.Nodes;

namespace Mfa.Realms.Tests;

/// <summary>The member <c>signature</c>, told with its place when it is wrong.</summary>
public sealed class SignatureRulesTests
{
    [Fact]
    public void APolicyIsReadWithItsDefaults()
    {
        using var folder = new RealmFolder().Write(Signed());

        var policy = folder.Load().Find("good")!.Signature!;

        Assert.Equal(("2.5.4.5", "", "Sign-in system"), (policy.IdentifierAttribute, policy.IdentifierPrefix, policy.Words.Realm));
        Assert.Equal([SignatureKeyUsage.NonRepudiation], policy.KeyUsages);
        Assert.Equal("Kártya", Assert.Single(policy.Kinds).Names["hu"]);
    }

    [Theory]
    [InlineData("firstEnrolmentProof")]
    [InlineData("accountsMadeBy")]
    public void WhoTrustsSignaturesSaysWhich(string member)
    {
        var realm = RealmFolder.Good();
        realm[member] = "signature";
        using var folder = new RealmFolder().Write(realm);
        Assert.Contains($"signature: {member} is signature", Assert.Single(folder.Errors()), StringComparison.Ordinal);

        realm["signature"] = Signed()["signature"]!.DeepClone();
        Assert.Single(folder.Write(realm).Load().All);
    }

    [Theory]
    [InlineData("identifierAttribute", "\"serialNumber\"", "signature.identifierAttribute")]
    [InlineData("identifierAttribute", "\"2.5.4.05\"", "signature.identifierAttribute")]
    [InlineData("identifierAttribute", "\"2.5.4.5\\n\"", "signature.identifierAttribute")]
    [InlineData("identifierAttribute", "\"\"", "signature.identifierAttribute")]
    [InlineData("identifierPrefix", "\"PNO MD\"", "signature.identifierPrefix")]
    [InlineData("identifierPrefix", "\"ABCDEFGHIJKLMNOPQ\"", "signature.identifierPrefix")]
    [InlineData("keyUsages", "[]", "signature.keyUsages")]
    [InlineData("kinds", "[]", "signature.kinds")]
    [InlineData("kinds", "[{\"id\":\"Card\",\"names\":{\"en\":\"C\",\"hu\":\"K\"}}]", "signature.kinds[0].id")]
    [InlineData("kinds", "[{\"id\":\"a\",\"names\":{\"en\":\"C\",\"hu\":\"K\"}},{\"id\":\"a\",\"names\":{\"en\":\"C\",\"hu\":\"K\"}}]", "signature.kinds[1].id")]
    [InlineData("kinds", "[{\"id\":\"a\",\"names\":{\"en\":\"C\"}}]", "signature.kinds[0].names")]
    [InlineData("kinds", "[{\"id\":\"a\",\"names\":{\"en\":\"C\",\"hu\":\"\"}}]", "signature.kinds[0].names")]
    [InlineData("words", "{\"purpose\":\"a\\nb\"}", "signature.words.purpose")]
    [InlineData("words", "{\"nonce\":\"\"}", "signature.words.nonce")]
    [InlineData("words", "{\"expires\":\"a\\u2028b\"}", "signature.words.expires")]
    public void ABreachNamesItsPlace(string member, string value, string told)
    {
        var realm = Signed();
        realm["signature"]![member] = JsonNode.Parse(value);
        using var folder = new RealmFolder().Write(realm);

        Assert.Contains($": {told}: ", Assert.Single(folder.Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keyUsages", "[\"keyEncipherment\"]")]
    [InlineData("keyUsages", "[0]")]
    [InlineData("kinds", "[{\"names\":{}}]")]
    [InlineData("anchors", "[]")]
    public void AWrongShapeIsTold(string member, string value)
    {
        var realm = Signed();
        realm["signature"]![member] = JsonNode.Parse(value);
        using var folder = new RealmFolder().Write(realm);

        Assert.Contains("$.signature", Assert.Single(folder.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void TheMoldovanRealmNamesItsKindsInEachOfItsLanguages()
    {
        var moldova = RealmCatalog.Load([Path.Combine(AppContext.BaseDirectory, "realms")], production: true).Find("md-mpass")!;

        Assert.Equal(["mobile", "token", "identity-card"], moldova.Signature!.Kinds.Select(kind => kind.Id));
        Assert.All(moldova.Signature.Kinds, kind => Assert.Equal(["en", "ro", "ru"], kind.Names.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal((300, 86_400), (moldova.Lifetimes.SignatureRequest, moldova.Lifetimes.ProvisionalAccount));
    }

    private static JsonObject Signed()
    {
        var realm = RealmFolder.Good();
        realm["signature"] = JsonNode.Parse(
            """
            {
              "identifierAttribute": "2.5.4.5",
              "keyUsages": ["nonRepudiation"],
              "kinds": [{ "id": "card", "names": { "en": "Card", "hu": "Kártya" } }]
            }
            """);
        return realm;
    }
}
