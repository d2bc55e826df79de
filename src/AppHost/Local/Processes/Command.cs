namespace Mfa.AppHost.Local;

internal sealed record Command(string Program, IReadOnlyList<string> Arguments, string Folder);
