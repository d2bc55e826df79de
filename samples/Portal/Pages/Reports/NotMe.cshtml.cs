using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Reports;

/// <summary>Where the link "this was not me" of a mail leads. Opening it changes nothing; its one button stops the sign-in.</summary>
internal sealed class NotMeModel(MfaClient mfa) : RealmPage
{
    private const string Report = "report";

    /// <summary>From the mail's link. All it opens is this report.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public override bool BeginsSitting => true;

    /// <summary>What the report met: <c>canceled</c>, <c>over</c> or <c>was-approved</c>; null while there is none.</summary>
    public string? Met => string.IsNullOrEmpty(Token) ? Sitting.Typed.GetValueOrDefault(Report) : null;

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        Sitting.Typed.Remove(Report);
        if (string.IsNullOrEmpty(Token))
            return Incomplete();
        try
        {
            Sitting.Typed[Report] = (await mfa.Challenges.ReportNotMeAsync(Token, stop)).Challenge;
            return Again();
        }
        catch (Exception failure) when (ProblemNotice.IsOutage(failure))
        {
            Sitting.Notice = new Notice("Notice.ServiceDown");
            return OnceMore();
        }
    }

    public override IActionResult Refused(MfaProblemException problem)
    {
        if (problem.Code is ProblemCodes.InvalidToken or ProblemCodes.NotFound or ProblemCodes.InvalidRequest)
            return Incomplete();
        Sitting.Notice = ProblemNotice.Of(problem, Realm, Time);
        return OnceMore();
    }

    private IActionResult Incomplete() => Again("Notice.ReportLink", Notice.Warning);

    // The button can be pressed again without the mail.
    private LocalRedirectResult OnceMore() => LocalRedirect(Request.Path + QueryString.Create("token", Token!));
}
