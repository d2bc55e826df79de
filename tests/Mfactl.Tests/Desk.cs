using System.Text.Json.Nodes;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Tests;

/// <summary>A person's machine with nothing on it: a home of its own, an environment of its own, and what the console said there.</summary>
internal sealed class Desk : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mfactl-");

    public Desk() => Variables["HOME"] = Home;

    public string Home => _home.FullName;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public bool IsSeen { get; init; }

    public bool IsAnswered { get; init; }

    /// <summary>What answers instead of the network.</summary>
    public StubService Service { get; } = new();

    /// <summary>What the person types.</summary>
    public string Typed { get; init; } = "";

    public string At(string name) => Path.Combine(Home, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>With a key and a profile, as an operator's machine is.</summary>
    public async Task<Desk> SettleAsync()
    {
        (await RunAsync("keys", "create", "--key", At("me.pem"))).Ended(0);
        (await RunAsync("profiles", "save", "--url", "https://mfa.test", "--client-id", "rp_me", "--key", At("me.pem"))).Ended(0);
        return this;
    }

    public async Task<Said> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(Typed), output, error, Variables.GetValueOrDefault, TimeProvider.System)
        {
            IsSeen = IsSeen,
            IsAnswered = IsAnswered,
            Network = Service,
        };
        var exit = await CommandLine.RunAsync(arguments, terminal);
        return new Said(exit, output.ToString(), error.ToString());
    }

    public void Dispose() => _home.Delete(recursive: true);
}

/// <summary>What a command said, and how it ended.</summary>
internal sealed record Said(int Exit, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public Said Ended(int exit) => Exit == exit ? this : throw new InvalidOperationException($"{exit} was expected, {Exit} came:{Environment.NewLine}{Output}{Error}");
}
