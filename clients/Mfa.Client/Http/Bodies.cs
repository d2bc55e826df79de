namespace Mfa.Client.Http;

/// <summary>A code in a body of its own.</summary>
internal sealed record CodeBody(string Code)
{
    public override string ToString() => nameof(CodeBody);
}

/// <summary>Why an operator does something.</summary>
internal sealed record ReasonBody(string Reason);

internal sealed record LookupBody(string Realm, string Identifier);

internal sealed record SignatureBody(string Signature)
{
    public override string ToString() => nameof(SignatureBody);
}

internal sealed record ReportBody(string Token, string Reason)
{
    public override string ToString() => nameof(ReportBody);
}

internal sealed record FactorResetBody(string FactorId, string Reason);

internal sealed record OverlapBody(int? OverlapSeconds);
