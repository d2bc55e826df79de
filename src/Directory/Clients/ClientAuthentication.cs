using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Clients;

/// <summary>Who asks at the token endpoint: by a secret in the Authorization header, or by an assertion signed with a key of its own.</summary>
internal sealed class ClientAuthentication(DirectoryDb db, WriterTurns turns, ClientSecrets secrets, IConfiguration configuration, TimeProvider time)
{
    /// <summary>The only kind of assertion that is read (RFC 7523 §2.2).</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>What an assertion must be meant for: the issuer, or this endpoint.</summary>
    private readonly string[] _audiences = AudiencesOf(configuration["PublicUrl"]!);

    /// <returns>Null for an unknown client, a wrong secret, an expired one and a disabled client alike.</returns>
    public async Task<RelyingParty?> BySecretAsync(HttpRequest request, CancellationToken stop)
    {
        if (BasicCredentials.Of(request) is not { } shown)
            return null;
        var client = await FindAsync(shown.ClientId, stop);
        return secrets.IsOf(client, shown.ClientId, shown.Secret) && client!.Status == RelyingPartyStatus.Active ? client : null;
    }

    /// <param name="clientId">The form's own, which need not be there.</param>
    /// <returns>Null for an unknown client, a wrong key, an assertion that is over, meant for others or was used before, and a disabled client alike.</returns>
    public async Task<RelyingParty?> ByAssertionAsync(string text, string? clientId, CancellationToken stop)
    {
        if (ClientAssertion.Read(text) is not { } assertion)
            return null;
        var client = await FindAsync(assertion.ClientId, stop);
        return await assertion.IsOfAsync(client, _audiences, time.GetUtcNow()) && client!.Status == RelyingPartyStatus.Active
            && (clientId is null || clientId == client.Id) && await UseAsync(assertion, stop) ? client : null;
    }

    /// <summary>Before a token is given: of all who show an assertion, at whichever instance, one can write its row.</summary>
    private async Task<bool> UseAsync(ClientAssertion assertion, CancellationToken stop)
    {
        var used = new UsedAssertion { ClientId = assertion.ClientId, Fingerprint = assertion.Fingerprint, ExpiresAt = assertion.End };
        if (await db.UsedAssertions.AnyAsync(u => u.ClientId == used.ClientId && u.Fingerprint == used.Fingerprint, stop))
            return false;
        using var turn = await turns.TakeAsync(stop);
        db.Add(used);
        try
        {
            await db.SaveChangesAsync(stop);
            return true;
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            return false;
        }
    }

    private static string[] AudiencesOf(string issuer) => [issuer, issuer.TrimEnd('/'), issuer.TrimEnd('/') + "/oauth2/token"];

    private Task<RelyingParty?> FindAsync(string id, CancellationToken stop) =>
        db.RelyingParties.AsNoTracking().Include(r => r.Secrets).SingleOrDefaultAsync(r => r.Id == id, stop);
}
