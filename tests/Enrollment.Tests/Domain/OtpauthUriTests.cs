using Mfa.Enrollments.Domain;
using Mfa.Realms;

namespace Mfa.Enrollments.Tests.Domain;

public sealed class OtpauthUriTests
{
    [Fact]
    public void DefaultParametersAreNotTold() => Assert.Equal(
        "otpauth://totp/%C3%9Cgyf%C3%A9lkapu%2B:kovacs.anna?secret=JBSWY3DP&issuer=%C3%9Cgyf%C3%A9lkapu%2B",
        OtpauthUri.Of(new TotpPolicy { Issuer = "Ügyfélkapu+" }, "kovacs.anna", "JBSWY3DP"));

    [Fact]
    public void OtherParametersAreTold() => Assert.EndsWith(
        "&issuer=MPass&algorithm=SHA512&digits=8&period=60",
        OtpauthUri.Of(new TotpPolicy { Issuer = "MPass", Algorithm = "SHA512", Digits = 8, PeriodSeconds = 60 }, "2000000000000", "JBSWY3DP"));

    [Fact]
    public void NothingAPersonTypesLeavesTheLabel()
    {
        var uri = new Uri(OtpauthUri.Of(new TotpPolicy { Issuer = "A&B" }, "x:y?secret=EVIL&issuer=C/#é", "JBSWY3DP"));

        Assert.Equal("?secret=JBSWY3DP&issuer=A%26B", uri.Query);
        Assert.Equal("", uri.Fragment);
        Assert.Equal("/A&B:x:y?secret=EVIL&issuer=C/#é", Uri.UnescapeDataString(uri.AbsolutePath));
    }
}
