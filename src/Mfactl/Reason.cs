using System.CommandLine;

namespace Mfa.Mfactl;

/// <summary>Why an operator does something to somebody.</summary>
internal static class Reason
{
    public static Option<string> Option(bool required = true)
    {
        var reason = new Option<string>("--reason")
        {
            Description = "Why; it is kept in the audit log with your client id.",
            HelpName = "TEXT",
            Required = required,
        };
        reason.Validators.Add(told =>
        {
            if (string.IsNullOrWhiteSpace(told.GetValueOrDefault<string>()))
                told.AddError("--reason says why, in a few words.");
        });
        return reason;
    }
}
