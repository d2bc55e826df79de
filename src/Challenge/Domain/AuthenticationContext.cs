namespace Mfa.Challenges.Domain;

/// <summary>How strong an approval is, as its assertion says it: <c>acr</c> and <c>amr</c> (RFC 8176).</summary>
internal static class AuthenticationContext
{
    /// <summary><c>mfa:1</c> a password alone, <c>mfa:2</c> with an e-mailed or recovery code, <c>mfa:3</c> with an authenticator app.</summary>
    public static string AcrOf(string kind) => kind switch
    {
        "none" => "mfa:1",
        "totp" or "enrol" => "mfa:3",
        _ => "mfa:2",
    };

    /// <param name="method">Of the sign-in: <c>pwd</c>, <c>sc</c> or <c>rc</c> (a password with a revocation code).</param>
    public static string[] AmrOf(string kind, string method)
    {
        var first = method == "sc" ? "sc" : "pwd";
        return kind switch
        {
            "none" => [first],
            "totp" or "enrol" => [first, "otp", "mfa"],
            "email" => [first, "otp", "mca"],
            _ => [first, "mca"],
        };
    }

    /// <summary>The <c>mfa_method</c> claim.</summary>
    public static string MethodOf(string kind) => kind == "enrol" ? "totp" : kind;

    public static bool Reaches(string kind, string? minimumAcr) => minimumAcr is null || string.CompareOrdinal(AcrOf(kind), minimumAcr) >= 0;
}
