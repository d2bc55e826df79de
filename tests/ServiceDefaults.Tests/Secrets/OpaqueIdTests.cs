using Mfa.ServiceDefaults.Secrets;

namespace Mfa.ServiceDefaults.Tests.Secrets;

public sealed class OpaqueIdTests
{
    [Fact]
    public void AnIdIsItsPrefixAnd128RandomBits()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => OpaqueId.New("acc_")).ToArray();

        Assert.All(ids, id => Assert.Matches("^acc_[a-z2-7]{25}[aeimquy4]$", id));
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.True(OpaqueId.IsWellFormed(id, "acc_")));
    }

    [Fact]
    public void EveryPlaceTakesEveryLetter()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => OpaqueId.New("")).ToArray();

        for (var place = 0; place < 25; place++)
            Assert.Equal(32, ids.Select(id => id[place]).Distinct().Count());
        Assert.Equal(8, ids.Select(id => id[25]).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("acc_")]
    [InlineData("fac_aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("acc_aaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("acc_aaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("acc_aaaaaaaaaaaaaaaaaaaaaaaaaA")]
    [InlineData("acc_aaaaaaaaaaaaaaaaaaaaaaaaa1")]
    [InlineData("acc_aaaaaaaaaaaaaaaaaaaaaaaa/a")]
    [InlineData("acc_aaaaaaaaaaaaaaaaaaaaaaaaa\n")]
    [InlineData("ACC_aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void AnythingElseIsNone(string? id) => Assert.False(OpaqueId.IsWellFormed(id, "acc_"));
}
