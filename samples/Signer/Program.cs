using System.Security.Cryptography;
using Mfa.Samples.Signer;

// An electronic signature to try the service with: a test authority, people under it, and their signatures.
try
{
    return Commands.Run(args, Console.Out) ? 0 : Commands.Explain(Console.Error);
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
