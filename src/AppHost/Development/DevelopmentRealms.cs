namespace Mfa.AppHost.Development;

/// <summary>The two realms that ship, whose people the sample portal serves.</summary>
internal static class DevelopmentRealms
{
    public const string Hungary = "hu-ugyfelkapu";
    public const string Moldova = "md-mpass";
}
