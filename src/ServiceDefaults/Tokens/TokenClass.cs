namespace Mfa.ServiceDefaults.Tokens;

/// <summary>The classes of tokens; none is ever accepted in the place of another.</summary>
/// <param name="Type">The JWS header's <c>typ</c>.</param>
public sealed record TokenClass(string Type)
{
    public static readonly TokenClass Access = new("at+jwt");
    public static readonly TokenClass Service = new("svc+jwt");
    public static readonly TokenClass SignIn = new("mfa-sign-in+jwt");
    public static readonly TokenClass StepUp = new("mfa-step-up+jwt");
    public static readonly TokenClass Assertion = new("mfa-assertion+jwt");

    /// <summary>No token: a signed statement about the audit log, which opens nothing.</summary>
    public static readonly TokenClass AuditCheckpoint = new("mfa-audit-checkpoint+jwt");

    /// <summary>The audience of every token our own services read (service tokens name the callee instead).</summary>
    public const string Audience = "mfa";
}
