namespace Mfa.Samples.Demo;

/// <summary>A realm whose journeys are walked, as its relying parties know it.</summary>
/// <param name="Issuer">Of its assertions: the realm's own public address, wherever this gateway happens to listen.</param>
internal sealed record DemoRealm(string Id, string Issuer, string Identifier, string Locale, string MailDomain)
{
    public static readonly DemoRealm Hungary = new("hu-ugyfelkapu", "https://ugyfelkapu.example.hu", "username", "hu", "example.hu");
    public static readonly DemoRealm Moldova = new("md-mpass", "https://mpass.example.md", "idnp", "ro", "example.md");
}
