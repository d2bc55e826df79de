namespace Mfa.House.Tests.Source;

internal static class Rule
{
    /// <summary>A rule holds when nothing breaks it; what does is told whole, a line each.</summary>
    public static void Holds(IEnumerable<string> breaches)
    {
        string[] all = [.. breaches];
        Assert.True(all.Length == 0, Environment.NewLine + string.Join(Environment.NewLine, all));
    }
}
