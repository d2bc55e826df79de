namespace Mfa.AppHost.Local;

internal sealed record Command(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    private const int Sigterm = 15;

    /// <summary>By which it ends in good order.</summary>
    public int StopSignal { get; init; } = Sigterm;
}
