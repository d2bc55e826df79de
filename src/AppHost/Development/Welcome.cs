namespace Mfa.AppHost.Development;

/// <summary>What a developer needs to make the first call.</summary>
internal static class Welcome
{
    private const string WithoutPassword = "none yet: choose \"Nu am cod de verificare\" and sign, the page has the command";

    /// <summary>As short as it can be typed from where one stands.</summary>
    private static string Signer => Path.GetRelativePath(Environment.CurrentDirectory, DevelopmentSignatory.Signer);

    /// <param name="portal">Where the sample portal is; null without it.</param>
    public static async Task WriteAsync(TextWriter output, string gateway, string mailbox, DevelopmentData data, string? portal = null)
    {
        var sandboxes = await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile);
        await output.WriteLineAsync($"""

            {PortalPart(portal, data)}  Mfa runs at    {gateway}
              mails arrive   {mailbox}
              data           {data.Folder}
              logs           {data.Logs}

              Relying parties to try things out with, one a realm (in {Path.GetFileName(data.RelyingPartiesFile)}):

            {Table(sandboxes.Select(one => (one.Realm, one.Id, one.Secret)).Prepend(("realm", "client id", "client secret")))}
            {await OperatorLineAsync(data)}
            {TokenLine(sandboxes, gateway)}{SigningLine(data)}
              Ctrl-C stops everything.

            """);
    }

    /// <summary>What most want first: the pages, and people to try them as.</summary>
    private static string PortalPart(string? address, DevelopmentData data) => address is not null && data.Portal is { } portal
        ? $"""
              The portal     {address}

              People to try it as:

            {Table(portal.People.Select(one => (one.Realm, one.Name, one.Password ?? WithoutPassword)).Prepend(("realm", "name", "password")))}


            """
        : "";

    private static string Table(IEnumerable<(string First, string Second, string Third)> rows)
    {
        var all = rows.ToArray();
        var (first, second) = (all.Max(row => row.First.Length), all.Max(row => row.Second.Length));
        return string.Join('\n', all.Select(row => $"  {row.First.PadRight(first)}  {row.Second.PadRight(second)}  {row.Third}"));
    }

    private static async Task<string> OperatorLineAsync(DevelopmentData data) =>
        await DevelopmentRelyingParty.ReadOperatorAsync(data.RelyingPartiesFile) is { } id && File.Exists(data.OperatorKey)
            ? $"\n  An operator:   {id}, with the key {data.OperatorKey}\n" : "";

    private static string TokenLine(IReadOnlyList<DevelopmentCredentials> sandboxes, string gateway) => sandboxes is [var first, ..]
        ? $"  A token:       curl -s -u '{first.Id}:{first.Secret}' -d 'grant_type=client_credentials&scope=mfa.challenge' {gateway}/oauth2/token\n" : "";

    private static string SigningLine(DevelopmentData data) => data.Signatory is { } person
        ? $"  A signature:   {DevelopmentSignatory.Line(Signer, person, "TEXT", "TEXT.p7s")}\n" : "";
}
