using MassTransit;
using Mfa.Bus;
using Mfa.Bus.Mail;
using Mfa.Challenges.Assertions;
using Mfa.Challenges.Factors;
using Mfa.Challenges.Factors.Email;
using Mfa.Challenges.Factors.None;
using Mfa.Challenges.Factors.Recovery;
using Mfa.Challenges.Factors.Totp;
using Mfa.Challenges.Internal;
using Mfa.Challenges.Reports;
using Mfa.Challenges.Storage;
using Mfa.Challenges.Tokens;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Time;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Challenges;

internal static class ChallengeModule
{
    public static void AddChallenge(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Instance>().AddSingleton<StoreClock>();
        services.AddSingleton<StoreConnection>().AddHostedService(provider => provider.GetRequiredService<StoreConnection>());
        services.AddSingleton<CodeStore>().AddSingleton<ChallengeStore>().AddSingleton<FactorSets>().AddSingleton<RelyingParties>();
        services.AddHostedService<OutcomeRelay>().AddHostedService<BusRelay>();
        services.AddSingleton<IFactor, TotpFactor>().AddSingleton<IFactor, EmailFactor>().AddSingleton<IFactor, RecoveryFactor>();
        services.AddSingleton<IFactor, NoFactor>().AddSingleton<FactorCatalog>();
        services.AddSingleton(provider => new SealedMail(provider.GetRequiredService<KeyFolder>().SymmetricKeys(SealedMail.Key)));
        services.AddSingleton<MailedCodes>().AddSingleton<ReportTokens>();
        services.AddSingleton<SessionTokens>().AddSingleton<StepUpSigner>().AddSingleton<AssertionSigner>().AddSingleton<Approvals>();
        services.AddSingleton<Admission>().AddSingleton<CodeCheck>().AddSingleton<ChallengeMetrics>();
        services.AddServiceClient<EnrollmentClient>("enrollment").AddServiceClient<DirectoryClient>("directory");
        services.AddHealthChecks().AddCheck<CodeStoreHealth>(CodeStore.Name);
        builder.AddBus(bus => bus.AddConsumer<RecordDelivery, RecordDeliveryDefinition>());
        services.AddContractDescription();
    }

    public static void MapChallenge(this IEndpointRouteBuilder routes)
    {
        var v1 = routes.MapGroup("/v1").RequireScope(Scopes.Challenge).WithTags("Challenges");
        CreateChallenge.Map(v1);
        GetChallenge.Map(v1);
        VerifyChallenge.Map(v1);
        ResendCode.Map(v1);
        CancelChallenge.Map(v1);
        ReportChallenge.Map(v1);
        ListChallenges.Map(routes.MapGroup("/v1").RequireScope(Scopes.Operate, Scopes.Audit).WithTags("Challenges"));
        PublishKeys.Map(routes);
        routes.MapContractDescription();

        var @internal = routes.MapInternal();
        CheckToken.Map(@internal);
        Proofs.Map(@internal);
        RaiseVersion.Map(@internal);
        EraseAccount.Map(@internal);
        StoreRelyingParty.Map(@internal);
        GetStatus.Map(@internal);
    }
}
