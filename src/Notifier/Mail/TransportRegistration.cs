using Mfa.Notifier.Mail.Smtp;

namespace Mfa.Notifier.Mail;

/// <summary>Which transport carries the mails: here our own. Its other side is <c>TransportRegistration.FullFeed.cs</c>.</summary>
internal static class TransportRegistration
{
    public static IServiceCollection AddMailTransport(this IServiceCollection services) => services.AddSingleton<IMailTransport, SmtpTransport>();
}
