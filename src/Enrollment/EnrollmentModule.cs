using Mfa.Bus;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;

namespace Mfa.Enrollments;

/// <summary>Enrollment's parts and routes.</summary>
internal static class EnrollmentModule
{
    /// <summary>The key of keyed hashes.</summary>
    public const string Hash = "hash";

    private const string Challenge = "challenge";
    private const string Directory = "directory";

    public static WebApplicationBuilder AddEnrollment(this WebApplicationBuilder builder)
    {
        builder.AddDatabase<EnrollmentDb, SqliteEnrollmentDb, PostgresEnrollmentDb>(EnrollmentDb.Connection, oneWriter: false);
        builder.AddBus();
        var services = builder.Services;
        services.AddServiceClient<ChallengeClient>(Challenge);
        services.AddServiceClient<DirectoryClient>(Directory);
        services.AddOutbox<EnrollmentDb>();
        services.AddContractDescription();
        services.AddSingleton<SecretProtector>();
        services.AddSingleton<RevocationCodes>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<ResetCodes>();
        services.AddKeyedSingleton(Hash, (provider, _) => provider.GetRequiredService<KeyFolder>().SymmetricKeys(Hash));
        services.AddSingleton<EnrollmentMetrics>();
        services.AddSingleton<KnownAccounts>();
        services.AddScoped<AccountRealms>();
        services.AddScoped<SessionTokens>();
        services.AddScoped<EnrolmentProof>();
        services.AddScoped<PendingFactors>();
        services.AddScoped<TotpEnrolment>();
        services.AddScoped<EmailEnrolment>();
        services.AddScoped<RecoveryBudget>();
        services.AddScoped<FactorReader>();
        services.AddScoped<FactorChanges>();
        services.AddHostedService<Housekeeping>();
        services.AddSingleton<KeyRotator>().AddHostedService(provider => provider.GetRequiredService<KeyRotator>());
        return builder;
    }

    public static WebApplication MapEnrollment(this WebApplication app)
    {
        // A missing key stops the service here, not its first caller.
        _ = app.Services.GetRequiredService<SecretProtector>();
        _ = app.Services.GetRequiredService<RevocationCodes>();
        _ = app.Services.GetRequiredService<RecoveryCodes>();
        _ = app.Services.GetRequiredService<ResetCodes>();
        _ = app.Services.GetRequiredKeyedService<SymmetricKeys>(Hash);

        var v1 = app.MapGroup("/v1").AddEndpointFilter<RelyingPartyFilter>().WithTags("Factors");
        MapPublic(v1.MapGroup("").RequireScope(Scopes.Enroll));
        MapReads(v1.MapGroup("").RequireScope(Scopes.Enroll, Scopes.Operate, Scopes.Audit));
        ResetFactor.Map(v1.MapGroup("").RequireScope(Scopes.Operate));
        RotateKeys.Map(app.MapGroup("/v1/operations").AddEndpointFilter<RelyingPartyFilter>().WithTags("Operations"));

        app.MapContractDescription();

        var services = app.MapInternal();
        GetFactorSet.Map(services).RequireAuthorization(OfService(Challenge));
        RecordOutcomes.Map(services).RequireAuthorization(OfService(Challenge));
        UseRecoveryCode.Map(services).RequireAuthorization(OfService(Challenge));
        EraseAccount.Map(services).RequireAuthorization(OfService(Directory));
        GetFactorExport.Map(services).RequireAuthorization(OfService(Directory));
        ChangeAddress.Map(services).RequireAuthorization(OfService(Directory));
        GetFactorSummary.Map(services);
        StoreRelyingParty.Map(services);
        GetStatus.Map(services);
        return app;
    }

    private static void MapPublic(RouteGroupBuilder v1)
    {
        StartEnrolment.Map(v1);
        ProveEnrolment.Map(v1);
        ResendCode.Map(v1);
        ConfirmEnrolment.Map(v1);
        RemoveFactor.Map(v1);
        IssueRevocationCode.Map(v1);
        RevokeWithCode.Map(v1);
        IssueRecoveryCodes.Map(v1);
    }

    /// <summary>What operators and auditors may read too.</summary>
    private static void MapReads(RouteGroupBuilder v1)
    {
        ListFactors.Map(v1);
        GetFactor.Map(v1);
    }

    private static Action<Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder> OfService(string name) => policy => policy.RequireClaim("service", name);
}
