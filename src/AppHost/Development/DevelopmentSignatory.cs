using Mfa.Samples.Signer;

namespace Mfa.AppHost.Development;

/// <summary>The authority that a system on a developer's machine trusts, and one person who can sign at once. Production refuses both.</summary>
internal static class DevelopmentSignatory
{
    public const string Idnp = "2000000000004";

    /// <summary>The sample signer, built beside this program.</summary>
    public static string Signer => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Signer", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Signer.dll"));

    /// <param name="folder">Of a realm, below the path of trust.</param>
    /// <returns>The file with the person's key and certificate.</returns>
    public static string Create(string folder, TimeProvider time)
    {
        var authority = new TestAuthority(folder, time);
        var person = Path.Combine(folder, "people", Idnp + ".pem");
        return authority.Create() || !File.Exists(person) ? authority.Issue(Idnp, "Ion Exemplu") : person;
    }

    /// <returns>The one line that signs a text as the person.</returns>
    /// <param name="signer">How the program is called from where the line is typed.</param>
    public static string Line(string signer, string person, string text, string signature) => $"dotnet {signer} sign --as {person} --in {text} --out {signature}";
}
