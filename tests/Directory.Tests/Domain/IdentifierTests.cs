using FsCheck;
using FsCheck.Fluent;
using Mfa.Directories.Domain;
using Mfa.Realms;

namespace Mfa.Directories.Tests.Domain;

public sealed class IdentifierTests
{
    /// <summary>Well-formed text with the letters whose folding is not plain.</summary>
    private static readonly Arbitrary<string> Text = Gen.Elements(
            "a", "Z", "é", "e\u0301", "Å", "Å", "ß", "ẞ", "σ", "ς", "Σ", "ı", "İ", "ﬁ", "９", "Ⅷ", "ж", "Ж", "ё", "ț", "ţ", "Ő", "ű", ".", "-", "ʼn", "ǰ", "ᾳ", "𝒜", "Ω", "가", "\u0345")
        .ArrayOf().Select(string.Concat).ToArbitrary();

    [Theory]
    [InlineData("Kovács.Anna", "kovács.anna")]
    [InlineData("KOVÁCS.ANNA", "kovács.anna")]
    [InlineData("kova\u0301cs.anna", "kovács.anna")]
    [InlineData("ｋｏｖａｃｓ９", "kovacs9")]
    [InlineData("Ștefan_1-2", "ștefan_1-2")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "οδυσσευσ")]
    [InlineData("οδυσσευς", "οδυσσευσ")]
    [InlineData("Наташа", "наташа")]
    public void UsernamesAreFoldedOnce(string typed, string normalised) => Assert.Equal(normalised, Identifier.Parse(IdentifierType.Username, typed)!.Normalised);

    [Fact]
    public void FoldingAFoldedTextChangesNothing() =>
        Prop.ForAll(Text, text => Identifier.Fold(Identifier.Fold(text)) == Identifier.Fold(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void CaseAndCompositionMakeNoDifference() => Prop.ForAll(Text, text =>
            Identifier.Fold(text.Normalize(System.Text.NormalizationForm.FormD)) == Identifier.Fold(text)
            && Identifier.Fold(Identifier.Fold(text).ToUpperInvariant()) == Identifier.Fold(text))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("an")]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("anna@example.hu")]
    [InlineData("anna\0")]
    [InlineData("anna\u202E")]
    [InlineData("anna/../root")]
    [InlineData("аnna")] // the first letter is Cyrillic
    [InlineData("αnna")] // the first letter is Greek
    [InlineData("anna٣")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void WhatIsNoUsernameIsRefused(string typed) => Assert.Null(Identifier.Parse(IdentifierType.Username, typed));

    [Fact]
    public void AnIdentifierIsShownAsItWasWritten() => Assert.Equal("Kovács.Anna", Identifier.Parse(IdentifierType.Username, "Kova\u0301cs.Anna")!.Value);

    [Fact]
    public void AnIdnpInFullWidthDigitsIsTheSameIdnp() => Assert.Equal("2000000000004", Identifier.Parse(IdentifierType.Idnp, "２000000000004")!.Normalised);
}
