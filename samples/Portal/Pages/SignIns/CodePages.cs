using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>Which page asks for the code of which factor, and to which of them a sign-in can go.</summary>
internal static class CodePages
{
    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<string> Factors = [FactorTypes.Totp, FactorTypes.Email, FactorTypes.Recovery];

    public static string Of(string factor) => factor switch
    {
        FactorTypes.Email => "/SignIns/MailCode",
        FactorTypes.Recovery => "/SignIns/RecoveryCode",
        _ => "/SignIns/AppCode",
    };

    /// <returns>How its codes look, where no challenge says so.</returns>
    public static string FormatOf(string factor) => factor == FactorTypes.Recovery ? TypedCode.Recovery : TypedCode.Usual;

    /// <returns>Whether the person has it, and it works.</returns>
    public static bool IsOffered(FirstFactor first, string factor) =>
        factor == FactorTypes.Recovery ? first.RecoveryCodesRemaining > 0 : first.Active(factor) is not null;

    /// <summary>Where a person goes on whose factor does not work: to another one, or to where one is set up anew.</summary>
    public static IActionResult Next(RealmPage page)
    {
        if (Factors.FirstOrDefault(factor => IsOffered(page.Sitting.First!, factor)) is { } other)
            return page.Go(Of(other));
        return page.Realm.HasSignatures ? Activation(page) : page.Go("/SignIns/LostPhone");
    }

    /// <summary>To where an electronic signature stands in for what is missing; the chosen service goes along.</summary>
    public static LocalRedirectResult Activation(RealmPage page) =>
        page.LocalRedirect(page.Url.Page("/Signing/Start", new { realm = page.Realm.Path, service = page.Sitting.Service })!);
}
