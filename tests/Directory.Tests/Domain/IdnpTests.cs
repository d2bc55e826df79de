using FsCheck;
using FsCheck.Fluent;
using Mfa.Directories.Domain;

namespace Mfa.Directories.Tests.Domain;

public sealed class IdnpTests
{
    private const int DistinctWrongDigits = 9;

    /// <summary>All thirteen-digit texts that begin as an IDNP may, with a right check digit.</summary>
    private static readonly Arbitrary<string> Valid =
        (from first in Gen.Elements('0', '2')
         from rest in Gen.Elements("0123456789".ToCharArray()).ArrayOf(11)
         let twelve = first + string.Concat(rest)
         select twelve + Idnp.CheckDigit(twelve)).ToArbitrary();

    [Theory]
    [InlineData("2000000000004", true)] // 2·7 = 14
    [InlineData("0100000000003", true)] // 1·3
    [InlineData("2002004012345", false)]
    [InlineData("1000000000007", false)] // begins with 1
    [InlineData("200000000000", false)]
    [InlineData("20000000000074", false)]
    [InlineData("200000000000O", false)]
    [InlineData("٢000000000007", false)]
    [InlineData("", false)]
    public void ThirteenDigitsWithARightCheckDigitAreValid(string text, bool valid) => Assert.Equal(valid, Idnp.IsValid(text));

    [Fact]
    public void TheCheckDigitIsTheWeightedSumModuloTen() => Prop.ForAll(Valid, idnp =>
    {
        int[] weights = [7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1];
        var sum = 0;
        for (var i = 0; i < 12; i++)
            sum += int.Parse(idnp.AsSpan(i, 1), System.Globalization.CultureInfo.InvariantCulture) * weights[i];
        return Idnp.IsValid(idnp) && idnp[12] - '0' == sum % 10;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void EachSingleWrongDigitIsFound() => Prop.ForAll(Valid, Gen.Choose(0, 12).ToArbitrary(), Gen.Choose(1, DistinctWrongDigits).ToArbitrary(), (idnp, place, shift) =>
    {
        var wrong = idnp.ToCharArray();
        wrong[place] = (char)('0' + ((wrong[place] - '0' + shift) % 10));
        return !Idnp.IsValid(new string(wrong));
    }).QuickCheckThrowOnFailure();
}
