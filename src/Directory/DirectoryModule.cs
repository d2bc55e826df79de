using MassTransit;
using Mfa.Bus;
using Mfa.Directories.Accounts;
using Mfa.Directories.Addresses;
using Mfa.Directories.Audits;
using Mfa.Directories.Bootstrap;
using Mfa.Directories.Clients;
using Mfa.Directories.MailTests;
using Mfa.Directories.Notices;
using Mfa.Directories.Passwords;
using Mfa.Directories.Signatures;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;

namespace Mfa.Directories;

internal static class DirectoryModule
{
    public static void AddDirectory(this WebApplicationBuilder builder)
    {
        builder.AddDatabase<DirectoryDb, SqliteDirectoryDb, PostgresDirectoryDb>("directory", oneWriter: true);
        var services = builder.Services;
        services.AddSingleton<DirectoryKeys>().AddSingleton<ClientSecrets>().AddScoped<ClientAuthentication>().AddSingleton<AccessTokens>().AddSingleton<SignInTokens>();
        services.AddSingleton<HashingSlots>().AddSingleton<PasswordHashing>().AddScoped<PasswordThrottle>().AddScoped<PasswordCheckpoint>();
        services.AddScoped<PasswordChangeProof>().AddScoped<ShownTokens>().AddSingleton<DirectoryMetrics>();
        services.AddScoped<AddressChangeProof>().AddScoped<VouchedAddresses>().AddScoped<AddressProofs>().AddScoped<NoticeWriter>().AddScoped<NoticeSender>();
        services.AddSingleton<TrustStore>().AddSingleton<SignatureVerifier>().AddScoped<SignedAccounts>().AddScoped<ProvisionalAccounts>();
        services.AddScoped<AccountLocks>().AddScoped<ErasureProof>().AddScoped<Erasures>().AddScoped<ReservedIdentifiers>();
        services.AddServiceClient<ChallengeClient>("challenge").AddServiceClient<EnrollmentClient>("enrollment");
        builder.AddBootstrap();
        services.AddOutbox<DirectoryDb>().AddHostedService<FailurePurge>().AddHostedService<Housekeeping>().AddHostedService<NoticeRelay>()
            .AddHostedService<Checkpointing>();
        services.AddContractDescription();
        services.AddSingleton<MailTestQuota>();
        builder.AddBus(bus =>
        {
            bus.AddConsumer<RecordAuditEvent, RecordAuditEventDefinition>();
            bus.AddConsumer<RecordTestMail, RecordTestMailDefinition>();
        });
    }

    public static void MapDirectory(this WebApplication app)
    {
        // Now, and not at the first signature: a deployment that trusts nobody, or a test's authority, is told at the start.
        app.Services.GetRequiredService<TrustStore>();
        IssueAccessToken.Map(app);

        var v1 = app.MapGroup("/v1").AddEndpointFilter<CurrentClient>();
        SignIn.Map(v1);
        var signatures = v1.MapGroup("/signature-sign-ins").WithTags("Sign-ins").RequireScope(Scopes.Challenge);
        StartSignatureSignIn.Map(signatures);
        CompleteSignatureSignIn.Map(signatures);
        MapAccounts(v1);
        MapOperators(v1);

        var operations = v1.MapGroup("/operations").WithTags("Operations");
        SendTestMail.Map(operations);
        GetStatus.Map(operations);

        var inside = app.MapInternal();
        CheckPassword.Map(inside);
        BeginSession.Map(inside);
        EndSessions.Map(inside);
        GetAccountCard.Map(inside);
        GetRelyingPartyRecord.Map(inside);

        app.MapContractDescription();
    }

    /// <summary>Some are for relying parties alone, some for those who run the system alone; what either may do says so by its group.</summary>
    private static void MapAccounts(RouteGroupBuilder v1)
    {
        RouteGroupBuilder For(params string[] scopes) => v1.MapGroup("/accounts").WithTags("Accounts").RequireScope(scopes);

        var accounts = For(Scopes.Directory);
        CreateAccount.Map(accounts);
        ConfirmEmail.Map(accounts);
        ResendEmail.Map(accounts);
        ChangePassword.Map(accounts);
        var read = For(Scopes.Directory, Scopes.Operate, Scopes.Audit);
        LookupAccount.Map(read);
        GetAccount.Map(read);
        ListActivity.Map(read);
        var shared = For(Scopes.Directory, Scopes.Operate);
        UpdateAccount.Map(shared);
        EraseAccount.Map(shared);
        ExportAccount.Map(shared);
        var operators = For(Scopes.Operate);
        LockAccount.Map(operators);
        UnlockAccount.Map(operators);
    }

    /// <summary>What operators change and auditors may read.</summary>
    private static void MapOperators(RouteGroupBuilder v1)
    {
        var reading = v1.MapGroup("/relying-parties").WithTags("Relying parties").RequireScope(Scopes.Operate, Scopes.Audit);
        ListRelyingParties.Map(reading);
        GetRelyingParty.Map(reading);
        var changing = v1.MapGroup("/relying-parties").WithTags("Relying parties").RequireScope(Scopes.Operate);
        CreateRelyingParty.Map(changing);
        UpdateRelyingParty.Map(changing);
        RotateClientSecret.Map(changing);
        SwitchRelyingParty.Map(changing);
        GetRealm.Map(v1.MapGroup("/realms").WithTags("Realms").RequireScope(Scopes.Operate, Scopes.Audit));
        ListAuditEvents.Map(v1);
        ListAuditCheckpoints.Map(v1);
    }

    /// <exception cref="InvalidOperationException">A bootstrap file is configured in Production.</exception>
    private static void AddBootstrap(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[RelyingPartyBootstrap.Setting] is not { Length: > 0 } file)
            return;
        if (builder.Environment.IsProduction())
            throw new InvalidOperationException($"{RelyingPartyBootstrap.Setting} is for development. In Production an operator makes relying parties.");
        builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<RelyingPartyBootstrap>(provider, file));
    }
}
