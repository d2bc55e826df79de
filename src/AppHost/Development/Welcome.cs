using System.Globalization;

namespace Mfa.AppHost.Development;

/// <summary>What a developer needs to make the first call.</summary>
internal static class Welcome
{
    /// <summary>Built beside this program; as short as it can be typed from where one stands.</summary>
    private static string Signer => Path.GetRelativePath(Environment.CurrentDirectory, Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Signer", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Signer.dll")));

    public static async Task WriteAsync(TextWriter output, string gateway, string mailbox, DevelopmentData data)
    {
        var sandboxes = await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile);
        await output.WriteLineAsync($"""

              Mfa runs at    {gateway}
              mails arrive   {mailbox}
              data           {data.Folder}
              logs           {data.Logs}

              Relying parties to try things out with, one a realm (in {Path.GetFileName(data.RelyingPartiesFile)}):

            {Table(sandboxes)}
            {await OperatorLineAsync(data)}
            {TokenLine(sandboxes, gateway)}{SigningLine(data)}
              Ctrl-C stops everything.

            """);
    }

    private static string Table(IReadOnlyList<DevelopmentCredentials> sandboxes)
    {
        var (realm, id) = (Width(sandboxes.Select(one => one.Realm)), Width(sandboxes.Select(one => one.Id)));
        var rows = sandboxes.Prepend(new DevelopmentCredentials("realm", "client id", "client secret"));
        return string.Join('\n', rows.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"  {one.Realm.PadRight(realm)}  {one.Id.PadRight(id)}  {one.Secret}")));

        static int Width(IEnumerable<string> texts) => texts.Select(text => text.Length).Append("client id".Length).Max();
    }

    private static async Task<string> OperatorLineAsync(DevelopmentData data) =>
        await DevelopmentRelyingParty.ReadOperatorAsync(data.RelyingPartiesFile) is { } id && File.Exists(data.OperatorKey)
            ? $"\n  An operator:   {id}, with the key {data.OperatorKey}\n" : "";

    private static string TokenLine(IReadOnlyList<DevelopmentCredentials> sandboxes, string gateway) => sandboxes is [var first, ..]
        ? $"  A token:       curl -s -u '{first.Id}:{first.Secret}' -d 'grant_type=client_credentials&scope=mfa.challenge' {gateway}/oauth2/token\n" : "";

    private static string SigningLine(DevelopmentData data) => data.Signatory is { } person
        ? $"  A signature:   dotnet {Signer} sign --as {person} --in TEXT --out TEXT.p7s\n" : "";
}
