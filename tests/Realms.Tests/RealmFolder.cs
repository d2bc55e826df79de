using System.Text.Json.Nodes;

namespace Mfa.Realms.Tests;

/// <summary>A folder of realm files for one test, and the realm every test begins with.</summary>
internal sealed class RealmFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mfa-realms-");

    public string Path => _folder.FullName;

    public static JsonObject Good(string id = "good") => (JsonObject)JsonNode.Parse(
        $$"""
        {
          "id": "{{id}}",
          "names": { "en": "Good", "hu": "Jó" },
          "publicUrl": "https://good.test",
          "locales": ["en", "hu"],
          "defaultLocale": "en",
          "identifier": "username",
          "firstEnrolmentProof": "email",
          "factors": ["totp", "email", "recovery"],
          "totp": { "issuer": "Good" },
          "help": { "names": { "en": "Desk" }, "phone": "1" }
        }
        """)!;

    public RealmFolder Write(JsonObject realm, string file = "a.json") => Write(realm.ToJsonString(), file);

    public RealmFolder Write(string text, string file = "a.json")
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), text);
        return this;
    }

    public RealmCatalog Load(bool production = true) => RealmCatalog.Load([Path], production);

    public IReadOnlyList<string> Errors(bool production = true) => Assert.Throws<RealmFileException>(() => Load(production)).Errors;

    public void Dispose() => _folder.Delete(recursive: true);
}
