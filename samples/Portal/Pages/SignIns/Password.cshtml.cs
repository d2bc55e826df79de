using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>Name and password, and with the way by app its code too; the service says what comes next.</summary>
internal sealed class PasswordModel(MfaClient mfa, FirstSteps steps) : SignInPage
{
    /// <summary>The key of the service; none means the account pages.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Service { get; set; }

    /// <summary><c>totp</c>, <c>email</c>, or <c>none</c> for the password alone.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Way { get; set; }

    [BindProperty]
    public string? Identifier { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public override bool BeginsSitting => true;

    /// <summary>The name of what is signed in to; null for the account pages.</summary>
    public string? Into => Realm.FindService(Service)?.Name;

    /// <summary>A link here names service and way; after a form the sitting knows them.</summary>
    public void OnGet()
    {
        if (!Request.Query.ContainsKey("way") && !Request.Query.ContainsKey("service"))
            (Service, Way) = (Sitting.Service, Sitting.Way);
        (Service, Way) = (Realm.FindService(Service)?.Key, WayOf(Way));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        Choose();
        if (Sitting.Identifier is not { Length: > 0 } identifier || string.IsNullOrEmpty(Password))
            return Again("Notice.FieldsMissing");

        var signIn = await mfa.SignIns.SignInAsync(
            new SignInRequest { Realm = Realm.Id, Identifier = identifier, Password = Password, Context = Context() }, stop);
        Sitting.ForgetSignIn();
        (Sitting.First, Sitting.Nonce, Sitting.Renamed) = (FirstFactor.Of(signIn, FirstFactor.Password), OpaqueNonce.New(), true);
        return await steps.LeadAsync(this, Sitting.Way == FactorTypes.Totp ? TypedCode.Clean(Code) : "", stop);
    }

    private void Choose()
    {
        var service = Realm.FindService(Service)?.Key;
        // What was begun or reached for one service is nothing for another.
        if (service != Sitting.Service)
            Sitting.ForgetSignIn();
        (Sitting.Service, Sitting.Way, Sitting.Identifier) = (service, WayOf(Way), Identifier?.Trim());
    }
}
