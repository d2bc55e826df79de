using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mfa.Enrollments.Domain;

namespace Mfa.Enrollments.Tests.Domain;

public sealed class Base32Tests
{
    /// <summary>RFC 4648 §10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void ThePublishedVectorsComeOut(string text, string encoded) => Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void WhatIsWrittenReadsBackTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Base32Reader.Decode(Base32.Encode(bytes)).SequenceEqual(bytes)).QuickCheckThrowOnFailure();
}
