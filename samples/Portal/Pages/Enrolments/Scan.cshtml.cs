using System.Text;
using Mfa.Client;
using Mfa.Samples.Portal.Assertions;
using Mfa.Samples.Portal.Pages.Signing;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>The QR code, the same to type by hand, and the app's first code. The picture is in the page itself, so that no cache keeps it.</summary>
internal sealed class ScanModel(MfaClient mfa, AssertionDesk desk) : PendingPage(mfa)
{
    private const int Group = 4;
    private static readonly string[] Usual = ["Google Authenticator", "Microsoft Authenticator"];
    private static readonly string[] UsualInHungary = [.. Usual, "DÁP", "Verifyr", "TOTP.APP"];

    /// <summary>Part of an activation by signature.</summary>
    public bool IsActivation => ActivationPage.IsUnderWay(Sitting);

    public IReadOnlyList<string> Apps => Realm.HasSignatures ? Usual : UsualInHungary;

    public TotpSetup Setup => Pending!.Totp!;

    public string Picture => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Setup.QrCode.Svg));

    /// <summary>The secret as one types it.</summary>
    public string Secret => string.Join(' ', Setup.Secret.Chunk(Group).Select(letters => new string(letters)));

    protected override string BeginPage => IsActivation ? "/Signing/Install" : "/Enrolments/App";

    public async Task<IActionResult> OnPostAsync(CancellationToken stop) =>
        TakeCode() is { } code ? await new Confirmation(Client, desk, this).ConfirmAsync(code, stop) : Again();

    protected override bool IsAwaited(Factor factor) => factor.Totp is not null;
}
