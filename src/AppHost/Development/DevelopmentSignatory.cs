using Mfa.Samples.Signer;

namespace Mfa.AppHost.Development;

/// <summary>The authority that a system on a developer's machine trusts, and one person who can sign at once. Production refuses both.</summary>
internal static class DevelopmentSignatory
{
    private const string Idnp = "2000000000004";

    /// <param name="folder">Of a realm, below the path of trust.</param>
    /// <returns>The file with the person's key and certificate.</returns>
    public static string Create(string folder, TimeProvider time)
    {
        var authority = new TestAuthority(folder, time);
        var person = Path.Combine(folder, "people", Idnp + ".pem");
        return authority.Create() || !File.Exists(person) ? authority.Issue(Idnp, "Ion Exemplu") : person;
    }
}
