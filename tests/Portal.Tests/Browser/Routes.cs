using System.Text.RegularExpressions;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>The portal's pages by the routes that their files declare, read from the checkout.</summary>
internal static partial class Routes
{
    /// <summary>What is shown where there is no page.</summary>
    public const string Trouble = "/trouble/{status:int}";

    private const string Report = "/reports/notme";
    private static readonly string[] Reports = ["/nem-en-voltam", "/nu-am-fost-eu"];

    private static readonly string Pages = Path.Combine(Checkout.Root, "samples", "Portal", "Pages");

    /// <summary>Every route that a page declares.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. from file in Directory.EnumerateFiles(Pages, "*.cshtml", SearchOption.AllDirectories)
           let declared = Declared().Match(File.ReadAllText(file))
           where declared.Success
           orderby file
           select declared.Groups["route"] is { Success: true, Value: var route }
               ? route : "/" + Path.ChangeExtension(Path.GetRelativePath(Pages, file), null).ToLowerInvariant(),
    ];

    /// <summary>The page that a path leads to: of several the one that names most of it. The pages behind the links of mails are named in the realms' settings.</summary>
    public static string Of(string path) => Reports.Contains(path)
        ? Report : All.Where(route => Pattern(route).IsMatch(path)).MaxBy(route => route.Split('/').Count(part => !part.StartsWith('{'))) ?? Trouble;

    private static Regex Pattern(string route)
    {
        var parts = route.Trim('/').Split('/').Select(part => part switch
        {
            "" => "",
            ['{', .., '}'] when part.EndsWith(":int}", StringComparison.Ordinal) => "/[0-9]+",
            ['{', .., '}'] => "/[^/]+",
            _ => "/" + Regex.Escape(part),
        });
        return new Regex($"^{string.Concat(parts)}/?\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex("""^@page\s*("(?<route>[^"]*)")?\s*$""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Declared();
}
