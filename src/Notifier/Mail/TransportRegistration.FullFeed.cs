namespace Mfa.Notifier.Mail;

/// <summary>Which transport carries the mails: here MailKit. Its other side is <c>TransportRegistration.cs</c>.</summary>
internal static class TransportRegistration
{
    public static IServiceCollection AddMailTransport(this IServiceCollection services) => services.AddSingleton<IMailTransport, MailKitTransport>();
}
