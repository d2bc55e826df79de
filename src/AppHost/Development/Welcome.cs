namespace Mfa.AppHost.Development;

/// <summary>What a developer needs to make the first call.</summary>
internal static class Welcome
{
    /// <summary>Built beside this program; as short as it can be typed from where one stands.</summary>
    private static string Signer => Path.GetRelativePath(Environment.CurrentDirectory, Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Signer", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Signer.dll")));

    public static async Task WriteAsync(TextWriter output, string gateway, string mailbox, DevelopmentData data)
    {
        var (id, secret) = await DevelopmentRelyingParty.ReadAsync(data.RelyingPartiesFile);
        await output.WriteLineAsync($"""

              Mfa runs at    {gateway}
              mails arrive   {mailbox}
              client id      {id}
              client secret  {secret}
              data           {data.Folder}
              logs           {data.Logs}

              A token:       curl -s -u '{id}:{secret}' -d 'grant_type=client_credentials&scope=mfa.challenge' {gateway}/oauth2/token
            {SigningLine(data)}
              Ctrl-C stops everything.

            """);
    }

    private static string SigningLine(DevelopmentData data) => data.Signatory is { } person
        ? $"  A signature:   dotnet {Signer} sign --as {person} --in TEXT --out TEXT.p7s\n" : "";
}
