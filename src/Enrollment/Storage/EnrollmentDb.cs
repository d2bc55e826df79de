using Mfa.Enrollments.Domain;
using Mfa.Outboxes;
using Mfa.Storage;
using Mfa.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Storage;

/// <summary>Enrollment's lasting store.</summary>
internal abstract class EnrollmentDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>Name of the connection string.</summary>
    public const string Connection = "enrollment";

    public DbSet<FactorAccount> Accounts => Set<FactorAccount>();

    public DbSet<Factor> Factors => Set<Factor>();

    public DbSet<Guess> Guesses => Set<Guess>();

    public DbSet<RecoveryGuess> RecoveryGuesses => Set<RecoveryGuess>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<ResetCode> ResetCodes => Set<ResetCode>();

    public DbSet<KeyRotation> KeyRotations => Set<KeyRotation>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public DbSet<RelyingPartyCopy> RelyingParties => Set<RelyingPartyCopy>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>
    /// Takes the account's row for the running transaction, making it if need be: whoever changes an account's factors or judges its guesses waits
    /// here for the other.
    /// </summary>
    public Task LockAsync(string realm, string accountId, CancellationToken stop) => Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "Accounts" ("Realm", "AccountId", "Owed", "Version", "AddressVersion", "CoolDownLevel", "Turn") VALUES ({realm}, {accountId}, {false}, 0, 0, 0, 0)
        ON CONFLICT ("Realm", "AccountId") DO UPDATE SET "Turn" = "Accounts"."Turn" + 1
        """, stop);

    /// <summary>
    /// Locks the account and reads it with its factors, without those that were superseded before: current until the commit. Once in a scope, before
    /// anything else is tracked of it.
    /// </summary>
    public async Task<AccountFactors> HoldAsync(string realm, string accountId, CancellationToken stop)
    {
        await LockAsync(realm, accountId, stop);
        var account = await Accounts.SingleAsync(a => a.Realm == realm && a.AccountId == accountId, stop);
        return new AccountFactors(account, await Factors
            .Where(f => f.Realm == realm && f.AccountId == accountId && f.Status != FactorStatus.Superseded).ToListAsync(stop));
    }

    public IQueryable<RecoveryCode> RecoveryCodesOf(string realm, string accountId) => RecoveryCodes.Where(c => c.Realm == realm && c.AccountId == accountId);

    /// <summary>In the transaction that holds the account.</summary>
    public Task<ResetCode?> ResetCodeOfAsync(string realm, string accountId) =>
        ResetCodes.SingleOrDefaultAsync(c => c.Realm == realm && c.AccountId == accountId, CancellationToken.None);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.StoreInstantsAsMilliseconds();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<FactorAccount>(account =>
        {
            account.ToTable("Accounts");
            account.HasKey(a => new { a.Realm, a.AccountId });
            account.HasIndex(a => a.AccountId);
        });
        modelBuilder.Entity<Factor>(factor =>
        {
            factor.ToTable("Factors");
            factor.HasKey(f => f.Id);
            factor.HasIndex(f => new { f.Realm, f.AccountId, f.Place }).IsUnique();
            factor.HasIndex(f => new { f.Status, f.ExpiresAt });
        });
        modelBuilder.Entity<Guess>(guess =>
        {
            guess.ToTable("Guesses");
            guess.HasKey(g => g.Id);
            guess.HasIndex(g => new { g.Realm, g.AccountId });
            guess.HasIndex(g => new { g.State, g.At });
        });
        modelBuilder.Entity<RecoveryGuess>(guess =>
        {
            guess.ToTable("RecoveryGuesses");
            guess.HasKey(g => g.Id);
            guess.HasIndex(g => new { g.Realm, g.AccountId, g.At });
            guess.HasIndex(g => g.At);
        });
        modelBuilder.Entity<RecoveryCode>(code =>
        {
            code.ToTable("RecoveryCodes");
            code.HasKey(c => c.Id);
            code.HasIndex(c => new { c.Realm, c.AccountId });
        });
        modelBuilder.Entity<ResetCode>(code =>
        {
            code.ToTable("ResetCodes");
            code.HasKey(c => new { c.Realm, c.AccountId });
            code.HasIndex(c => c.ExpiresAt);
            code.Property<DateTimeOffset?>("CodeExpiresAt");
        });
        modelBuilder.Entity<KeyRotation>(rotation =>
        {
            rotation.ToTable("KeyRotations");
            rotation.HasKey(r => r.Id);
            rotation.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Erasure>(erasure =>
        {
            erasure.ToTable("Erasures");
            erasure.HasKey(e => new { e.Realm, e.AccountId });
            erasure.HasIndex(e => e.At);
        });
        modelBuilder.Entity<RelyingPartyCopy>(copy =>
        {
            copy.ToTable("RelyingParties");
            copy.HasKey(r => r.Id);
        });
        OutboxRow.Map(modelBuilder);
        IdempotencyKey.Map(modelBuilder);
    }
}
