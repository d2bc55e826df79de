using System.Globalization;
using MassTransit;
using Mfa.Challenges.Storage;
using Mfa.Contracts;

namespace Mfa.Challenges;

/// <summary>What became of a code's mail, from Notifier: told any number of times and in any order, shown with the challenge.</summary>
internal sealed class RecordDelivery(ChallengeStore store) : IConsumer<MailDelivery>
{
    public async Task Consume(ConsumeContext<MailDelivery> context)
    {
        var told = context.Message;
        if (told.ChallengeId is not { } challenge || !int.TryParse(told.MailId[(told.MailId.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture, out var send))
            return;
        await store.DeliverAsync(new DeliveryOrder(challenge, told.Realm, send, told.State, told.At, told.Attempts, told.SmtpReply));
    }
}

internal sealed class RecordDeliveryDefinition : ConsumerDefinition<RecordDelivery>
{
    public RecordDeliveryDefinition() => EndpointName = "mail-deliveries";
}
