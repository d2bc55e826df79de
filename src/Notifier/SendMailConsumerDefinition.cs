using MassTransit;

namespace Mfa.Notifier;

/// <summary>The queue <c>send-mail</c>. Taking an order over is one round trip to the store, so few at once are enough.</summary>
internal sealed class SendMailConsumerDefinition : ConsumerDefinition<SendMailConsumer>
{
    public SendMailConsumerDefinition()
    {
        EndpointName = "send-mail";
        ConcurrentMessageLimit = 16;
    }
}
