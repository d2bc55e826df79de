using System.Text;

namespace Mfa.Challenges.Storage;

/// <summary>One atomic step of the code store: a Lua text, run by its SHA-1 as Redis names scripts.</summary>
internal sealed class Script
{
    public static readonly Script Create = new("create", "common", "mail", "open", "approve");
    public static readonly Script Charge = new("charge", "common", "mail", "open");
    public static readonly Script Settle = new("settle", "common", "approve");
    public static readonly Script Read = new("read", "common");
    public static readonly Script List = new("list", "common");
    public static readonly Script Status = new("status", "common");
    public static readonly Script Prove = new("prove", "common", "mail");
    public static readonly Script Resend = new("resend", "common", "mail");
    public static readonly Script Report = new("report", "common");
    public static readonly Script Delivery = new("delivery", "common");
    public static readonly Script Check = new("check", "common");
    public static readonly Script Raise = new("raise", "common");
    public static readonly Script Erase = new("erase", "common");
    public static readonly Script Fill = new("fill", "common");
    public static readonly Script Client = new("client", "common");
    public static readonly Script Take = new("take", "common");
    public static readonly Script Done = new("done", "common");

    /// <summary>Begins an epoch where the store is another; needs nothing before it.</summary>
    public static readonly Script Boot = new("boot");

    public static readonly IReadOnlyList<Script> All =
        [Boot, Create, Charge, Settle, Read, List, Status, Prove, Resend, Report, Delivery, Check, Raise, Erase, Fill, Client, Take, Done];

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
