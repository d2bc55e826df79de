using System.Text;

namespace Mfa.Notifier.Queue;

/// <summary>One atomic step of the mail queue: a Lua text, run by its SHA-1 as Redis names scripts.</summary>
internal sealed class Script
{
    public static readonly Script Accept = new("accept", "common");
    public static readonly Script Take = new("take", "common");
    public static readonly Script Renew = new("renew", "common");
    public static readonly Script Permit = new("permit", "common");
    public static readonly Script Settle = new("settle", "common");
    public static readonly Script Outcomes = new("outcomes", "common");
    public static readonly Script Told = new("told", "common");

    /// <summary>Tells the store's time; needs nothing before it.</summary>
    public static readonly Script Boot = new("boot");

    public static readonly IReadOnlyList<Script> All = [Boot, Accept, Take, Renew, Permit, Settle, Outcomes, Told];

    private Script(string name, params string[] before)
    {
        Name = name;
        Text = string.Join('\n', before.Append(name).Select(TextOf));
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>As SCRIPT LOAD answered it; empty until the first connection.</summary>
    public byte[] Hash { get; set; } = [];

    private static string TextOf(string name)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"{name}.lua is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
