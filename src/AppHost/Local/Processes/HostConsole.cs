namespace Mfa.AppHost.Local;

/// <summary>The host's lines on the terminal, one process a colour; plain where there is no terminal or NO_COLOR is set.</summary>
internal sealed class HostConsole(TextWriter output, TextWriter errors, bool colours, bool quiet, IReadOnlyList<string> labels)
{
    private static readonly string[] Palette = ["36", "33", "32", "35", "34", "96", "93", "92", "95", "94"];
    private readonly Lock _lock = new();
    private readonly int _width = labels.Select(label => label.Length).DefaultIfEmpty().Max();

    public static HostConsole For(IReadOnlyList<Resource> resources, HostOptions options) => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        options.Quiet,
        [.. resources.SelectMany(resource => Enumerable.Range(0, resource.Replicas).Select(replica => Label(resource, replica)))]);

    /// <summary>The resource's name, with the replica's number where it has several.</summary>
    public static string Label(Resource resource, int replica) => resource.Replicas == 1 ? resource.Name : $"{resource.Name}-{replica}";

    public void Relay(string label, string line)
    {
        if (!quiet)
            Announce(label, line);
    }

    public void Announce(string label, string line)
    {
        var prefix = label.PadRight(_width);
        if (colours)
            prefix = $"\e[{ColourOf(label)}m{prefix}\e[0m";
        lock (_lock)
            output.WriteLine($"{prefix} | {line}");
    }

    private string ColourOf(string label)
    {
        var place = labels.TakeWhile(other => other != label).Count();
        return Palette[place % Palette.Length];
    }

    public void Say(string line)
    {
        lock (_lock)
            output.WriteLine(line);
    }

    public void Complain(string message)
    {
        lock (_lock)
            errors.WriteLine($"mfa: {message}");
    }
}
