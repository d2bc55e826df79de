using System.Security.Cryptography;
using System.Text;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.ServiceDefaults.Tests.Keys;

public sealed class SymmetricKeysTests
{
    private static readonly byte[] First = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Second = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    private static readonly SymmetricKeys Old = new(new Dictionary<int, byte[]> { [1] = First });
    private static readonly SymmetricKeys Rotated = new(new Dictionary<int, byte[]> { [1] = First, [2] = Second });
    private static readonly SymmetricKeys New = new(new Dictionary<int, byte[]> { [2] = Second });

    /// <summary>Computed with another implementation of HMAC-SHA256 over 00000001 61 00000002 6263.</summary>
    [Fact]
    public void AMacIsHmacSha256OverItsPartsWithTheirLengths() =>
        Assert.Equal("7281caf026ca30a3a915c06b7f9c266bd0ba77f782615b6a0553f2c7cd649020", Convert.ToHexStringLower(Old.Mac("a", "bc")));

    [Fact]
    public void PartsCantBeShiftedBetweenEachOther()
    {
        string[][] lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], ["a", "b", "c"], ["ab|c"]];

        Assert.Equal(lists.Length, lists.Select(list => Convert.ToHexString(Old.Mac(list))).Distinct().Count());
    }

    [Fact]
    public void TheNewestVersionMakesAndEveryVersionCanBeAsked()
    {
        Assert.Equal(New.Mac("a"), Rotated.Mac("a"));
        Assert.Equal(Old.Mac("a"), Rotated.Mac(1, "a"));
        Assert.NotEqual(Old.Mac("a"), Rotated.Mac("a"));
        Assert.Equal(2, Rotated.Current);
    }

    [Theory]
    [InlineData("")]
    [InlineData("JBSWY3DPEHPK3PXP")]
    public void WhatIsSealedOpens(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);

        Assert.Equal(plain, Old.Open(Old.Seal(plain, "realm|acc|fac"), "realm|acc|fac"));
    }

    /// <summary>Put together by hand: version 1, a nonce of twelve 7s, AES-256-GCM with <c>data|1</c> as associated data.</summary>
    [Fact]
    public void TheFormIsVersionNonceTagCiphertext()
    {
        var plain = "secret"u8.ToArray();
        var nonce = Enumerable.Repeat((byte)7, 12).ToArray();
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using (var aes = new AesGcm(First, 16))
            aes.Encrypt(nonce, plain, cipher, tag, "data|1"u8);

        Assert.Equal(plain, Old.Open([0, 0, 0, 1, .. nonce, .. tag, .. cipher], "data"));
    }

    [Fact]
    public void EveryFlippedBitIsNoticed()
    {
        var whole = Old.Seal("secret"u8, "data");

        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var changed = (byte[])whole.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => Old.Open(changed, "data"));
        }
    }

    [Fact]
    public void EveryCutIsNoticed()
    {
        var whole = Old.Seal("secret"u8, "data");

        for (var length = 0; length < whole.Length; length++)
            Assert.ThrowsAny<CryptographicException>(() => Old.Open(whole.AsSpan(0, length), "data"));
    }

    [Theory]
    [InlineData("realm|acc|fac2")]
    [InlineData("realm|acc2|fac")]
    [InlineData("realm|acc|fac|1")]
    [InlineData("")]
    public void WhatWasSealedElsewhereDoesNotOpen(string associated)
    {
        var whole = Old.Seal("secret"u8, "realm|acc|fac");

        Assert.ThrowsAny<CryptographicException>(() => Old.Open(whole, associated));
    }

    [Fact]
    public void AfterARotationOldAndNewOpenAndTheOldKeyCanGo()
    {
        var before = Old.Seal("secret"u8, "data");
        var after = Rotated.Seal("secret"u8, "data");

        Assert.Equal("secret"u8.ToArray(), Rotated.Open(before, "data"));
        Assert.Equal("secret"u8.ToArray(), New.Open(after, "data"));
        Assert.ThrowsAny<CryptographicException>(() => New.Open(before, "data"));
        Assert.ThrowsAny<CryptographicException>(() => Old.Open(after, "data"));
        Assert.ThrowsAny<CryptographicException>(() => New.Mac(1, "a"));
    }

    [Fact]
    public void TheVersionCantBeRewritten()
    {
        var same = new SymmetricKeys(new Dictionary<int, byte[]> { [1] = First, [2] = First });
        var whole = same.Seal("secret"u8, "data");
        whole[3] = 1;

        Assert.ThrowsAny<CryptographicException>(() => same.Open(whole, "data"));
    }

    [Fact]
    public void NoNonceRepeats()
    {
        const int Count = 20_000;

        Assert.Equal(Count, Enumerable.Range(0, Count).Select(_ => Convert.ToHexString(Old.Seal([], "x").AsSpan(4, 12))).Distinct(StringComparer.Ordinal).Count());
    }
}
