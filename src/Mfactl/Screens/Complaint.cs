namespace Mfa.Mfactl.Screens;

/// <summary>A command could not be carried out: what happened, what to do about it, and what to tell whoever helps.</summary>
internal sealed class Complaint(string happened, string advice) : Exception(happened)
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Misused = 2;

    public string Advice => advice;

    public int ExitCode { get; init; } = Refused;

    /// <summary>The trace of the request that was refused.</summary>
    public string? TraceId { get; init; }

    /// <summary>A problem's code, for scripts.</summary>
    public string? Code { get; init; }

    /// <summary>More of what happened, a line each.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public static Complaint Of(string misuse, string advice) => new(misuse, advice) { ExitCode = Misused };
}
