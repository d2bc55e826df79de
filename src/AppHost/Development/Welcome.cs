namespace Mfa.AppHost.Development;

/// <summary>What a developer needs to make the first call.</summary>
internal static class Welcome
{
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

              Ctrl-C stops everything.

            """);
    }
}
