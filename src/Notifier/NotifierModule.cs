using MassTransit;
using Mfa.Bus;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Queue;
using Mfa.Notifier.Templates;
using Mfa.Realms;
using Mfa.ServiceDefaults.Time;

namespace Mfa.Notifier;

internal static class NotifierModule
{
    public static void AddNotifier(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(MailSettings.Read(builder.Configuration));
        services.AddSingleton(provider => TemplateCatalog.Load(TemplatesOf(builder.Configuration), provider.GetRequiredService<RealmCatalog>()));
        services.AddSingleton<MailComposer>().AddSingleton<NotifierMetrics>().AddMailTransport();
        services.AddSingleton<StoreClock>().AddSingleton<MailQueue>().AddSingleton<MailSignal>().AddSingleton<MailDelivering>();
        services.AddSingleton<QueueConnection>().AddHostedService(provider => provider.GetRequiredService<QueueConnection>());
        builder.AddBus(bus => bus.AddConsumer<SendMailConsumer, SendMailConsumerDefinition>());
        services.AddHostedService<MailDispatcher>().AddHostedService<OutcomeTeller>();
        services.AddHealthChecks().AddCheck<QueueHealth>(QueueConnection.Name);
    }

    private static string TemplatesOf(ConfigurationManager configuration) =>
        configuration["Templates:Path"] ?? Path.Combine(AppContext.BaseDirectory, "templates");
}
