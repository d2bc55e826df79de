using FsCheck;
using FsCheck.Fluent;
using Mfa.Enrollments.Domain;

namespace Mfa.Enrollments.Tests.Domain;

public sealed class CrockfordCodeTests
{
    [Theory]
    [InlineData("00000000000000000000", "0000-0000-0000-0000")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF", "ZZZZ-ZZZZ-ZZZZ-ZZZZ")]
    [InlineData("00443214C74254B635CF", "0123-4567-89AB-CDEF")]
    [InlineData("84653A56D7C675BE77DF", "GHJK-MNPQ-RSTV-WXYZ")]
    public void ItIsWrittenInFourGroups(string bits, string text)
    {
        Assert.Equal(text, CrockfordCode.Write(Convert.FromHexString(bits)));
        Assert.Equal(bits, Convert.ToHexString(CrockfordCode.Read(text)!));
    }

    [Theory]
    [InlineData("ghjkmnpqrstvwxyz")]
    [InlineData("gHjK--MnPqRsTv-WxYz-")]
    public void CaseAndDashesSayNothing(string text) => Assert.Equal("84653A56D7C675BE77DF", Convert.ToHexString(CrockfordCode.Read(text)!));

    [Fact]
    public void LettersThatLookLikeDigitsAreRead() => Assert.Equal(CrockfordCode.Read("0011-1100-0000-0000"), CrockfordCode.Read("oOiI-lLO0-0000-0000"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GHJK-MNPQ-RSTV-WXY")]
    [InlineData("GHJK-MNPQ-RSTV-WXYZ0")]
    [InlineData("GHJK-MNPQ-RSTV-WXYU")]
    [InlineData("GHJK-MNPQ-RSTV-WXY ")]
    [InlineData("GHJK-MNPQ-RSTV-WXYé")]
    [InlineData("GHJK-MNPQ-RSTV-WXY\0")]
    public void AnythingElseIsNoCode(string? text) => Assert.Null(CrockfordCode.Read(text));

    [Fact]
    public void WhatIsWrittenIsRead() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte>().Generator.ArrayOf(CrockfordCode.Bytes).ToArbitrary(), bits => CrockfordCode.Read(CrockfordCode.Write(bits))!.SequenceEqual(bits))
        .QuickCheckThrowOnFailure();
}
