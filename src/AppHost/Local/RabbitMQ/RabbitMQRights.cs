using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// What a service's user may touch on the broker, each a pattern of names. MassTransit's topology asks for it: who publishes declares the message's exchange
/// and writes to it; who consumes declares that too and reads from it, and has an exchange and a queue of the same name, bound to it. Who consumes sets what it
/// can't use aside in <c>dead-letters</c>.
/// </summary>
internal sealed record RabbitMQRights(string Configure, string Write, string Read)
{
    private const string DeadLetters = "dead-letters";

    private static readonly Dictionary<string, (string[] Publishes, (string Queue, string Message)[] Consumes)> Services = new(StringComparer.Ordinal)
    {
        ["challenge"] = (["SendMail", "AuditEvent"], [("mail-deliveries", "MailDelivery")]),
        ["directory"] = (["SendMail", "AuditEvent"], [("audit-events", "AuditEvent"), ("mail-tests", "MailDelivery")]),
        ["enrollment"] = (["AuditEvent"], []),
        ["notifier"] = (["MailDelivery"], [("send-mail", "SendMail")]),
    };

    /// <exception cref="DistributedApplicationException">The service has no part on the bus.</exception>
    public static RabbitMQRights Of(string service)
    {
        if (!Services.TryGetValue(service, out var part))
            throw new DistributedApplicationException($"{service} references the broker but has no rights there: give it some in RabbitMQRights.cs.");

        string[] published = [.. part.Publishes.Select(Exchange)];
        if (part.Consumes.Length == 0)
            return new RabbitMQRights(Names(published), Names(published), Names([]));

        string[] queues = [.. part.Consumes.Select(consumed => consumed.Queue), DeadLetters];
        string[] consumed = [.. part.Consumes.Select(consumed => Exchange(consumed.Message))];
        return new RabbitMQRights(Names([.. published, .. consumed, .. queues]), Names([.. published, .. queues]), Names([.. consumed, .. queues]));
    }

    private static string Exchange(string message) => $"Mfa.Contracts:{message}";

    private static string Names(string[] names) => $"^({string.Join('|', names.Distinct().Select(Regex.Escape))})$";
}
