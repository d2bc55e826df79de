using Mfa.Challenges.Domain;

namespace Mfa.Challenges.Tests.Domain;

public sealed class AuthenticationContextTests
{
    [Theory]
    [InlineData("none", "pwd", "mfa:1", "pwd")]
    [InlineData("email", "pwd", "mfa:2", "pwd otp mca")]
    [InlineData("recovery", "sc", "mfa:2", "sc mca")]
    [InlineData("totp", "pwd", "mfa:3", "pwd otp mfa")]
    [InlineData("totp", "sc", "mfa:3", "sc otp mfa")]
    [InlineData("enrol", "rc", "mfa:3", "pwd otp mfa")]
    public void TheAssertionSaysHowItCameAbout(string kind, string method, string acr, string amr)
    {
        Assert.Equal(acr, AuthenticationContext.AcrOf(kind));
        Assert.Equal(amr.Split(' '), AuthenticationContext.AmrOf(kind, method));
    }

    [Theory]
    [InlineData("email", "mfa:3", false)]
    [InlineData("totp", "mfa:3", true)]
    [InlineData("none", "mfa:2", false)]
    [InlineData("none", null, true)]
    public void AMinimumKeepsWeakerFactorsOut(string kind, string? minimum, bool reaches) => Assert.Equal(reaches, AuthenticationContext.Reaches(kind, minimum));
}
