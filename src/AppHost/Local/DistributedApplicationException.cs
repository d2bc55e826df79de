namespace Aspire.Hosting;

/// <summary>Why the system can't run: one line that names the remedy.</summary>
internal sealed class DistributedApplicationException(string message) : Exception(message);
