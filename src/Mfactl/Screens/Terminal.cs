namespace Mfa.Mfactl.Screens;

/// <summary>Where the console runs: its streams, its environment, its clock, and whether people sit at them.</summary>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, Func<string, string?> Variable, TimeProvider Time)
{
    /// <summary>A person reads what is written.</summary>
    public bool IsSeen { get; init; }

    /// <summary>A person can be asked.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Null: the real network.</summary>
    public HttpMessageHandler? Network { get; init; }

    public bool HasColours => IsSeen && Variable("NO_COLOR") is null or "" && Variable("TERM") is not "dumb";

    /// <summary>Where profiles are kept (the XDG base directories).</summary>
    public string ProfilesFolder => Path.Combine(
        Variable("XDG_CONFIG_HOME") is { Length: > 0 } configured ? configured : Path.Combine(Variable("HOME") ?? ".", ".config"), "mfactl");

    public static Terminal OfProcess() => new(Console.In, Console.Out, Console.Error, Environment.GetEnvironmentVariable, TimeProvider.System)
    {
        IsSeen = !Console.IsOutputRedirected,
        IsAnswered = !Console.IsInputRedirected,
    };
}
