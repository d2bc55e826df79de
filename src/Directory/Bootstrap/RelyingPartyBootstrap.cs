using System.Data;
using System.Data.Common;
using Mfa.Directories.Audits;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Realms;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Bootstrap;

/// <summary>
/// Puts the relying parties of <c>Bootstrap:RelyingPartiesFile</c> into the database at start, for development: there they come before the first
/// operator. What the file does not name is left alone.
/// </summary>
internal sealed partial class RelyingPartyBootstrap(
    string file, IServiceScopeFactory scopes, RealmCatalog realms, ClientSecrets secrets, TimeProvider time,
    ILogger<RelyingPartyBootstrap> logger) : IHostedService
{
    public const string Setting = "Bootstrap:RelyingPartiesFile";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Copies = ["challenge", "enrollment"];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var told = BootstrapRelyingParty.Read(file, realms);
        while (!await TryPutAsync(told, cancellationToken))
            await Task.Delay(Pause, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> TryPutAsync(IReadOnlyList<BootstrapRelyingParty> told, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
            foreach (var one in told)
                await PutAsync(db, one, stop);
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            return true;
        }
        catch (DbException failure)
        {
            Log.Waiting(logger, failure.GetType().Name);
            return false;
        }
    }

    private async Task PutAsync(DirectoryDb db, BootstrapRelyingParty told, CancellationToken stop)
    {
        var known = await db.RelyingParties.Include(r => r.Secrets).SingleOrDefaultAsync(r => r.Id == told.Id, stop);
        var wanted = told.ToRelyingParty();
        if (known is not null && IsSame(known, wanted) && (told.Secret is null ? known.Secrets.Count == 0 : secrets.IsOf(known, known.Id, told.Secret)))
            return;
        if (known is null)
            db.Add(known = wanted);
        else
            known.Become(wanted);
        known.Secrets.Clear();
        if (told.Secret is not null)
            known.Secrets.Add(secrets.Make(known.Id, told.Secret));
        known.ClientVersion++;
        var record = known.ToRecord();
        db.AddRange(Copies.Select(service =>
            OutboxRow.Put(service, DirectoryClient.RelyingPartyPath(record.Id), record, InternalJson.Default.RelyingPartyRecord, time)));
        db.Add(AuditEvents.Row(AuditEvents.RelyingPartyChanged, time, record.Id));
        Log.Put(logger, record.Id, record.ClientVersion);
    }

    private static bool IsSame(RelyingParty known, RelyingParty wanted) => RecordText.Of(known) == RecordText.Of(wanted);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Relying party {Id} is as the bootstrap file says (version {Version})")]
        public static partial void Put(ILogger logger, string id, int version);

        [LoggerMessage(2, LogLevel.Warning, "The relying parties can't be written yet ({Cause})")]
        public static partial void Waiting(ILogger logger, string cause);
    }
}
