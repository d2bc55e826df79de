using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>A step of an activation: an electronic signature opens a new password and a new app.</summary>
internal abstract class ActivationPage(MfaClient client) : RealmPage
{
    public override bool IsOpen => Realm.HasSignatures;

    protected MfaClient Client { get; } = client;

    /// <returns>The signature was accepted, and no app is active by it yet.</returns>
    public static bool IsUnderWay(Sitting sitting) => sitting is { First.Method: FirstFactor.Signature, SignedIn: null, StepUpToken: null };

    public override IActionResult Closed() => Realm.HasSignatures ? Go("/Signing/Start") : Home();

    /// <summary>A new text to be signed takes the place of the one before.</summary>
    protected async Task AskForTextAsync(CancellationToken stop) =>
        Sitting.Signature = await Client.SignIns.StartSignatureAsync(new StartSignatureSignInRequest { Realm = Realm.Id, Context = Context() }, stop);
}
