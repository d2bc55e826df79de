using Mfa.Directories.Domain;
using Mfa.Realms;

namespace Mfa.Directories.Tests.Domain;

public sealed class PasswordRulesTests
{
    private static readonly PasswordPolicy Policy = new();

    [Theory]
    [InlineData("short77", "too-short")]
    [InlineData("", "too-short")]
    [InlineData("👩👩👩👩👩👩👩", "too-short")] // seven characters, fourteen UTF-16 units
    [InlineData("éééé", "too-short")]
    [InlineData("password", "common")]
    [InlineData("PassWord123", "common")]
    [InlineData("ｐａｓｓｗｏｒｄ", "common")]
    [InlineData("Ügyfélkapu", "common")]
    [InlineData("пароль123", "common")]
    [InlineData("aaaaaaaaaaaa", "common")]
    [InlineData("12345678", "common")]
    [InlineData("hgfedcba", "common")]
    [InlineData("xKovacs.ANNAx", "contains-identifier")]
    [InlineData("kovacs.anna", "contains-identifier")]
    public void AnEasyPasswordIsRefusedWithItsReason(string password, string reason) =>
        Assert.Equal(reason, PasswordRules.WeaknessOf(password, Policy, ["kovacs.anna"]));

    [Theory]
    [InlineData("a quiet river at dusk")]
    [InlineData("correct horse battery staple")]
    [InlineData("gW7!pq2x")]
    [InlineData("👩👨👧👦🐈🐕🐁🐘")]
    [InlineData("        x")]
    public void AnyOtherIsAccepted(string password) => Assert.Null(PasswordRules.WeaknessOf(password, Policy, ["kovacs.anna"]));

    [Fact]
    public void LengthIsCountedInCharactersOfTheComposedForm()
    {
        var longest = string.Concat(Enumerable.Repeat("e\u0301x", 128));
        Assert.Null(PasswordRules.WeaknessOf(longest, Policy, []));
        Assert.Equal(PasswordRules.TooLong, PasswordRules.WeaknessOf(longest + "y", Policy, []));
    }

    [Fact]
    public void TheRealmSaysHowLong() =>
        Assert.Equal(PasswordRules.TooShort, PasswordRules.WeaknessOf("eleven char", Policy with { MinimumLength = 12 }, []));
}
