using MassTransit;
using Mfa.Bus;
using Mfa.Directories.Accounts;
using Mfa.Directories.Addresses;
using Mfa.Directories.Bootstrap;
using Mfa.Directories.Clients;
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
        services.AddSingleton<DirectoryKeys>().AddSingleton<ClientSecrets>().AddSingleton<AccessTokens>().AddSingleton<SignInTokens>();
        services.AddSingleton<HashingSlots>().AddSingleton<PasswordHashing>().AddScoped<PasswordThrottle>().AddScoped<PasswordCheckpoint>();
        services.AddScoped<PasswordChangeProof>().AddScoped<ShownTokens>().AddSingleton<DirectoryMetrics>();
        services.AddScoped<AddressChangeProof>().AddScoped<AddressProofs>().AddScoped<NoticeWriter>().AddScoped<NoticeSender>();
        services.AddSingleton<TrustStore>().AddSingleton<SignatureVerifier>().AddScoped<SignedAccounts>().AddScoped<ProvisionalAccounts>();
        services.AddServiceClient<ChallengeClient>("challenge").AddServiceClient<EnrollmentClient>("enrollment");
        builder.AddBootstrap();
        services.AddOutbox<DirectoryDb>().AddHostedService<FailurePurge>().AddHostedService<Housekeeping>().AddHostedService<NoticeRelay>();
        services.AddContractDescription();
        builder.AddBus(bus => bus.AddConsumer<RecordAuditEvent, RecordAuditEventDefinition>());
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
        var accounts = v1.MapGroup("/accounts").WithTags("Accounts").RequireScope(Scopes.Directory);
        CreateAccount.Map(accounts);
        LookupAccount.Map(accounts);
        GetAccount.Map(accounts);
        UpdateAccount.Map(accounts);
        ConfirmEmail.Map(accounts);
        ResendEmail.Map(accounts);
        ChangePassword.Map(accounts);
        EraseAccount.Map(accounts);
        ListActivity.Map(accounts);

        var inside = app.MapInternal();
        CheckPassword.Map(inside);
        BeginSession.Map(inside);
        EndSessions.Map(inside);
        GetAccountCard.Map(inside);
        GetRelyingPartyRecord.Map(inside);

        app.MapContractDescription();
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
