using System.Text.Json;
using Mfa.Directories.Domain;
using Mfa.InternalApi;

namespace Mfa.Directories.Clients;

/// <summary>A client's record as text: two of the same text are the same to everybody who reads one.</summary>
internal static class RecordText
{
    public static string Of(RelyingParty client) =>
        JsonSerializer.Serialize(client.ToRecord() with { ClientVersion = 0, Status = "" }, InternalJson.Default.RelyingPartyRecord)
        + JsonSerializer.Serialize(client.Keys, DirectoryJson.Default.IReadOnlyListClientKey);
}
