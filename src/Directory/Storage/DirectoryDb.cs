using System.Text.Json;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Notices;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Storage;
using Mfa.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Mfa.Directories.Storage;

/// <summary>What Directory owns: accounts, relying parties, wrong passwords, the audit log, and the messages that leave with their changes.</summary>
internal abstract class DirectoryDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<AccountIdentifier> Identifiers => Set<AccountIdentifier>();

    public DbSet<RelyingParty> RelyingParties => Set<RelyingParty>();

    public DbSet<ClientSecret> ClientSecrets => Set<ClientSecret>();

    public DbSet<UsedAssertion> UsedAssertions => Set<UsedAssertion>();

    public DbSet<PasswordFailures> PasswordFailures => Set<PasswordFailures>();

    public DbSet<PendingAddress> PendingAddresses => Set<PendingAddress>();

    public DbSet<SignatureRequest> SignatureRequests => Set<SignatureRequest>();

    public DbSet<AuditEntry> AuditEvents => Set<AuditEntry>();

    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<SessionsEnding> SessionsEndings => Set<SessionsEnding>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public DbSet<ReservedIdentifier> ReservedIdentifiers => Set<ReservedIdentifier>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.StoreInstantsAsMilliseconds();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(MapAccount);
        modelBuilder.Entity<AccountIdentifier>(identifier =>
        {
            identifier.ToTable("Identifiers");
            identifier.HasKey(i => new { i.AccountId, i.Position });
            identifier.HasIndex(i => new { i.Realm, i.Normalised }).IsUnique();
        });
        modelBuilder.Entity<RelyingParty>(MapRelyingParty);
        modelBuilder.Entity<ClientSecret>(secret =>
        {
            secret.ToTable("ClientSecrets");
            secret.HasKey(s => s.Id);
            secret.HasIndex(s => s.ExpiresAt);
        });
        modelBuilder.Entity<UsedAssertion>(used =>
        {
            used.ToTable("UsedAssertions");
            used.HasKey(u => new { u.ClientId, u.Fingerprint });
            used.HasIndex(u => u.ExpiresAt);
        });
        modelBuilder.Entity<PasswordFailures>(failures =>
        {
            failures.ToTable("PasswordFailures");
            failures.HasKey(f => f.Key);
            failures.HasIndex(f => f.CountedUntil);
        });
        modelBuilder.Entity<PendingAddress>(MapPendingAddress);
        modelBuilder.Entity<SignatureRequest>(request =>
        {
            request.ToTable("SignatureRequests");
            request.HasKey(r => r.Id);
            request.HasIndex(r => new { r.RelyingParty, r.Realm, r.ExpiresAt });
            request.HasIndex(r => r.ExpiresAt);
        });
        modelBuilder.Entity<AuditEntry>(MapAuditEntry);
        modelBuilder.Entity<AuditCheckpoint>(checkpoint =>
        {
            checkpoint.ToTable("AuditCheckpoints");
            checkpoint.HasKey(c => new { c.Realm, c.Number });
            checkpoint.HasIndex(c => new { c.Realm, c.Sequence }).IsUnique();
        });
        modelBuilder.Entity<Notice>(MapNotice);
        modelBuilder.Entity<SessionsEnding>(ending =>
        {
            ending.ToTable("SessionsEndings");
            ending.HasKey(e => e.ChallengeId);
            ending.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId).OnDelete(DeleteBehavior.Cascade);
            ending.HasIndex(e => e.At);
        });
        modelBuilder.Entity<Erasure>(erasure => erasure.ToTable("Erasures").HasKey(e => e.AccountId));
        modelBuilder.Entity<ReservedIdentifier>(identifier =>
        {
            identifier.ToTable("ReservedIdentifiers");
            identifier.HasKey(i => i.Hash);
            identifier.HasIndex(i => i.Until);
        });
        OutboxRow.Map(modelBuilder);
        IdempotencyKey.Map(modelBuilder);
    }

    private static void MapAccount(EntityTypeBuilder<Account> account)
    {
        account.ToTable("Accounts");
        account.HasKey(a => a.Id);
        account.HasMany(a => a.Identifiers).WithOne().HasForeignKey(i => i.AccountId).OnDelete(DeleteBehavior.Cascade);
        account.Navigation(a => a.Identifiers).AutoInclude();
        account.Ignore(a => a.Label).Ignore(a => a.Password);
        account.Ignore(a => a.IsUnconfirmed).Ignore(a => a.IsProvisional);
        account.HasIndex(a => a.ConfirmBefore);
        account.HasIndex(a => a.ProvisionalUntil);
        account.Property(a => a.Revision).IsConcurrencyToken();
    }

    private static void MapPendingAddress(EntityTypeBuilder<PendingAddress> pending)
    {
        pending.ToTable("PendingAddresses");
        pending.HasKey(p => p.AccountId);
        pending.HasOne<Account>().WithOne().HasForeignKey<PendingAddress>(p => p.AccountId).OnDelete(DeleteBehavior.Cascade);
        pending.Ignore(p => p.Rebinds);
        pending.Property(p => p.Session).HasConversion(new ValueConverter<Session?, string?>(
            session => session == null ? null : JsonSerializer.Serialize(session, InternalJson.Default.Session),
            stored => stored == null ? null : JsonSerializer.Deserialize(stored, InternalJson.Default.Session)));
        pending.HasIndex(p => p.ExpiresAt);
    }

    /// <summary>Triggers of the migration refuse every change of what stands there.</summary>
    private static void MapAuditEntry(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("AuditEvents");
        entry.HasKey(e => new { e.Realm, e.Sequence });
        entry.Property(e => e.Id).IsRequired();
        entry.HasIndex(e => e.Id).IsUnique();
        entry.HasIndex(e => new { e.AccountId, e.At, e.Sequence });
    }

    private static void MapNotice(EntityTypeBuilder<Notice> notice)
    {
        notice.ToTable("Notices");
        notice.HasKey(n => new { n.EventId, n.Number });
        notice.Ignore(n => n.Key);
        notice.HasIndex(n => new { n.AccountId, n.SentAt });
        notice.HasIndex(n => n.SentAt);
        notice.HasIndex(n => n.DueAt).HasFilter("\"SentAt\" IS NULL");
    }

    private static void MapRelyingParty(EntityTypeBuilder<RelyingParty> relyingParty)
    {
        relyingParty.ToTable("RelyingParties");
        relyingParty.HasKey(r => r.Id);
        relyingParty.HasMany(r => r.Secrets).WithOne().HasForeignKey(s => s.RelyingPartyId).OnDelete(DeleteBehavior.Cascade);
        relyingParty.Property(r => r.Services).HasConversion(
            new ValueConverter<IReadOnlyList<RegisteredService>, string>(services => Write(services), stored => Read(stored)),
            new ValueComparer<IReadOnlyList<RegisteredService>>((one, other) => ReferenceEquals(one, other), services => services.Count));
        relyingParty.Property(r => r.Keys).HasConversion(
            new ValueConverter<IReadOnlyList<ClientKey>, string>(
                keys => JsonSerializer.Serialize(keys, DirectoryJson.Default.IReadOnlyListClientKey), stored => ReadKeys(stored)),
            new ValueComparer<IReadOnlyList<ClientKey>>((one, other) => ReferenceEquals(one, other), keys => keys.Count));
        relyingParty.Property(r => r.Policy).HasConversion(new ValueConverter<RelyingPartyPolicy, string>(
            policy => JsonSerializer.Serialize(policy, DirectoryJson.Default.RelyingPartyPolicy),
            stored => JsonSerializer.Deserialize(stored, DirectoryJson.Default.RelyingPartyPolicy)!));
    }

    private static IReadOnlyList<ClientKey> ReadKeys(string stored) => JsonSerializer.Deserialize(stored, DirectoryJson.Default.IReadOnlyListClientKey)!;

    private static string Write(IReadOnlyList<RegisteredService> services) =>
        JsonSerializer.Serialize(services, DirectoryJson.Default.IReadOnlyListRegisteredService);

    private static IReadOnlyList<RegisteredService> Read(string stored) =>
        JsonSerializer.Deserialize(stored, DirectoryJson.Default.IReadOnlyListRegisteredService)!;
}
