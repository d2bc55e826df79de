using System.Text.Json.Serialization;
using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories;

/// <summary>A relying party, or the client of an operator or auditor, as operators read it.</summary>
/// <param name="Status"><c>active</c> or <c>disabled</c>.</param>
/// <param name="ClientVersion">Raised by every change, which ends the client's access tokens.</param>
/// <param name="Jwks">Its public keys; absent when it has a secret.</param>
/// <param name="Secret">Only in the one answer that made it.</param>
internal sealed record RelyingPartyResource(
    string Id, string Name, IReadOnlyList<string> Realms, IReadOnlyList<string> Scopes, IReadOnlyList<RegisteredService> Services,
    RelyingPartyPolicy Policy, bool MayVouchForEmail, string Status, int ClientVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ClientKeySet? Jwks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DisclosedText? Secret)
{
    public static RelyingPartyResource Of(RelyingParty client, string? secret = null)
    {
        var record = client.ToRecord();
        return new(
            record.Id, record.Name, record.Realms, record.Scopes, record.Services, record.Policy, record.MayVouchForEmail, record.Status, record.ClientVersion,
            client.Keys.Count > 0 ? new ClientKeySet(client.Keys) : null, secret is null ? null : new DisclosedText(secret));
    }
}

internal static class SeenRelyingParties
{
    /// <summary>Those all of whose realms are the caller's: whoever changes a client changes it in each of its realms.</summary>
    public static IQueryable<RelyingParty> SeenBy(this IQueryable<RelyingParty> clients, Caller caller)
    {
        var mine = caller.Realms.ToArray();
        return clients.Where(client => client.Realms.All(realm => mine.Contains(realm)));
    }
}
