namespace Mfa.Bus.DeadLetters;

/// <summary>What is kept of a message that nobody could use: enough to find its story in the logs, nothing of what it said.</summary>
/// <param name="MessageId">Null where it had none of the bus's form.</param>
/// <param name="Type">A message of <c>Mfa.Contracts</c> by its name, otherwise <c>unknown</c>: what a stranger wrote there is content too.</param>
/// <param name="Queue">Where it waited.</param>
/// <param name="Reason">The name of the exception's type; <c>NotConsumed</c> for a message without a consumer.</param>
/// <param name="Attempts">How often its consumer was called.</param>
/// <param name="At">Milliseconds since 1970.</param>
internal sealed record DeadLetter(Guid? MessageId, string Type, string Queue, string Reason, int Attempts, long At);
