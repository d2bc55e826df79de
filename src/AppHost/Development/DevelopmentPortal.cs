using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Mfa.AppHost.Development;

/// <summary>What the sample portal of a development system gets: its client, a folder for its keys, a line that signs, and people to try it as.</summary>
internal sealed class DevelopmentPortal
{
    private const string Section = "Portal";
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    private DevelopmentPortal(string credentialsFile, string keysFolder, string signerCommand, IReadOnlyList<DevelopmentPerson> people) =>
        (CredentialsFile, KeysFolder, SignerCommand, People) = (credentialsFile, keysFolder, signerCommand, people);

    /// <summary>The portal reads it into its own settings: its client's id and secret, and the people. Only its owner can read it.</summary>
    public string CredentialsFile { get; }

    public string KeysFolder { get; }

    /// <summary>For a terminal in whatever folder the browser has put the text into.</summary>
    public string SignerCommand { get; }

    /// <summary>One of each realm that ships.</summary>
    public IReadOnlyList<DevelopmentPerson> People { get; }

    /// <param name="folder">Of the system's data.</param>
    /// <param name="signatory">Key and certificate of the person who signs.</param>
    /// <returns>Null: the file of relying parties can't be read, and Directory will say why.</returns>
    public static DevelopmentPortal? Prepare(string folder, string relyingPartiesFile, string signatory)
    {
        if (DevelopmentRelyingParty.EnsurePortal(relyingPartiesFile) is not { } client)
            return null;
        var file = Path.Combine(folder, "portal.json");
        DevelopmentPerson[] people =
        [
            new(DevelopmentRealms.Hungary, "minta.anna", ReadPassword(file) ?? NewPassword()),
            new(DevelopmentRealms.Moldova, DevelopmentSignatory.Idnp, Password: null),
        ];
        PrivateFile.Write(file, Text(client.Id, client.Secret, people));
        return new DevelopmentPortal(
            file,
            PrivateFile.CreateFolder(Path.Combine(folder, "keys", "portal")),
            DevelopmentSignatory.Line(DevelopmentSignatory.Signer, signatory, "mpass.txt", "mpass.txt.p7s"),
            people);
    }

    private static string Text(string clientId, string clientSecret, IEnumerable<DevelopmentPerson> people) => new JsonObject
    {
        [Section] = new JsonObject
        {
            ["ClientId"] = clientId,
            ["ClientSecret"] = clientSecret,
            ["DemoPeople"] = new JsonObject(people.Select(person => KeyValuePair.Create<string, JsonNode?>(person.Realm, Entry(person)))),
        },
    }.ToJsonString() + "\n";

    private static JsonObject Entry(DevelopmentPerson person) =>
        person.Password is null ? new() { ["Name"] = person.Name } : new() { ["Name"] = person.Name, ["Password"] = person.Password };

    /// <returns>That of an earlier start, under which the account was made; null where there was none.</returns>
    private static string? ReadPassword(string file) => File.Exists(file)
        ? JsonNode.Parse(File.ReadAllText(file))?[Section]?["DemoPeople"]?[DevelopmentRealms.Hungary]?["Password"]?.ToString() : null;

    // Four groups of four, to be read from a terminal and typed into a page.
    private static string NewPassword() => string.Join('-', RandomNumberGenerator.GetString(Letters, 16).Chunk(4).Select(group => new string(group)));
}
