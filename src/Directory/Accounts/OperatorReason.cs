using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Accounts;

/// <summary>Why an operator does what he does to an account: asked for, and kept in the audit event.</summary>
internal static class OperatorReason
{
    private const int Longest = 500;

    public static bool IsOperator(this Caller caller) => caller.May(Scopes.Operate);

    /// <param name="pointer">Where the reason is given.</param>
    public static RequestErrors RequireReason(this RequestErrors errors, string? reason, string pointer = "/reason") =>
        errors.When(string.IsNullOrWhiteSpace(reason), pointer, "An operator says why.").Allow(pointer, reason, Longest);

    /// <summary>Of a route that relying parties have too, which give none.</summary>
    public static RequestErrors CheckReason(this RequestErrors errors, string? reason, Caller caller, string pointer = "/reason") =>
        caller.IsOperator() ? errors.RequireReason(reason, pointer) : errors.When(reason is not null, pointer, "Only an operator gives a reason.");
}
