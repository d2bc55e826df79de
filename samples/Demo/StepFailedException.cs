namespace Mfa.Samples.Demo;

/// <summary>The service did not do what the contract says.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
