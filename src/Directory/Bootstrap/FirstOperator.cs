using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Bootstrap;

/// <summary>
/// Makes the first operator, once: whoever can write to Directory's database. Every other client is made by an operator through the API. It needs a
/// database of the current schema and nothing of a running service; what it tells leaves when one runs.
/// </summary>
internal static class FirstOperator
{
    private const string Bootstrapped = "bootstrap";

    /// <param name="realms">All realms the operator may see: those that are deployed.</param>
    /// <param name="name">The person's.</param>
    /// <param name="key">The public key; its private part stays with the person.</param>
    /// <exception cref="InvalidOperationException">There was an operator before, or something told is of no use; the message is for the person who asked.</exception>
    public static async Task<RelyingParty> MakeAsync(
        DirectoryDb db, TimeProvider time, IReadOnlyList<string> realms, string name, ClientKey key, CancellationToken stop)
    {
        var errors = new RequestErrors().CheckClientName(name).CheckRealms(realms);
        if (errors.ReadKeys(new ClientKeySet([key])) is not { } keys || errors.Any)
            throw new InvalidOperationException("The first operator needs a name of one line, at least one realm and a public P-256 key.");

        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var clients = await db.RelyingParties.AsNoTracking().Select(client => client.Scopes).ToListAsync(stop);
        if (clients.Exists(scopes => scopes.Contains(Scopes.Operate)))
            throw new InvalidOperationException("There was an operator before: the first one is made once. An operator makes the others.");
        var made = new RelyingParty
        {
            Id = OpaqueId.New(RelyingParty.IdPrefix),
            Name = name,
            Realms = realms,
            Scopes = [Scopes.Operate, Scopes.Audit],
            Services = [],
            Policy = ClientRules.NoPolicy,
            MayVouchForEmail = false,
            Keys = keys,
        };
        db.Add(made);
        db.Tell(made, AuditEvents.RelyingPartyCreated, by: null, Bootstrapped, time);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return made;
    }
}
