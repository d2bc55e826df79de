using Mfa.Challenges.Domain;

namespace Mfa.Challenges.Tests.Domain;

public sealed class CodeFormatTests
{
    [Theory]
    [InlineData("123456", "digits-6")]
    [InlineData("00000000", "digits-8")]
    [InlineData("ABCD-EFGH-JKMN-PQRS", "recovery-16")]
    [InlineData("abcdefghjkmnpqrs", "recovery-16")]
    [InlineData("il0o-ABCD-EFGH-1234", "recovery-16")]
    public void AFactorsCodeHasItsFormat(string code, string format) => Assert.Equal(format, CodeFormat.Of(code));

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData(" 123456")]
    [InlineData("123 456")]
    [InlineData("١٢٣٤٥٦")]
    [InlineData("１２３４５６")]
    [InlineData("ABCD-EFGH-JKMN-PQRU")]
    [InlineData("ABCD--EFGHJKMN--PQR")]
    [InlineData("-12345-")]
    public void AnythingElseIsNoCode(string code) => Assert.Null(CodeFormat.Of(code));

    [Fact]
    public void ARecoveryCodeIsReadAsCrockfordReadsIt() => Assert.Equal("1100ABCDEFGH1234", CodeFormat.Compact("il0o-abcd-EFGH-1234"));
}
