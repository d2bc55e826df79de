using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>The code against a lost phone, after an enrolment or a renewal: shown until the person says that it is saved, and then never again.</summary>
internal sealed class RevocationCodeModel : RealmPage
{
    [BindProperty]
    public bool Saved { get; set; }

    public override bool IsOpen => Sitting.RevocationCode is not null;

    public IActionResult OnPost()
    {
        if (!Saved)
            return Again("Notice.SavedNotTicked");

        Sitting.RevocationCode = null;
        var renewed = Sitting.Typed.Remove(Accounts.RevocationCodeModel.Afterwards, out var afterwards);
        return LocalRedirect(renewed ? afterwards! : Sitting.Enrolment?.Next ?? Link("/Accounts/Factors"));
    }
}
